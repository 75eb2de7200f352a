import type { MikroORM } from '@mikro-orm/sql';
import { sql } from 'kysely';
import type { Engine } from './engine.js';

const migrationLock = 0x1f_a9_70;

/**
 * Brings every schema up to date, in order. On a server an advisory lock lets one of several starting
 * processes work while the others wait and then find nothing to do; the embedded database has one
 * process anyway. Returns the names of the migrations that ran.
 */
export async function migrate(engine: Engine, orms: readonly MikroORM[]): Promise<string[]> {
  const client = await engine.connectOutsidePool?.();
  try {
    await client?.query('select pg_advisory_lock($1)', [migrationLock]);
    const ran: string[] = [];
    for (const orm of orms) {
      const schema = String(orm.config.get('schema'));
      await sql`create schema if not exists ${sql.id(schema)}`.execute(engine.kysely);
      const migrations = await orm.migrator.up();
      ran.push(...migrations.map((migration) => `${schema}.${migration.name}`));
    }
    return ran;
  } finally {
    await client?.end();
  }
}

/** The migrations that have not run yet, by schema and name. */
export async function pendingMigrations(orms: readonly MikroORM[]): Promise<string[]> {
  const pending: string[] = [];
  for (const orm of orms) {
    const schema = String(orm.config.get('schema'));
    pending.push(...(await orm.migrator.getPending()).map((migration) => `${schema}.${migration.name}`));
  }
  return pending;
}
