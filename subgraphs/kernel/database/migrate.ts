import type { MikroORM } from '@mikro-orm/sql';
import { sql } from 'kysely';
import type { Engine } from './engine.js';

const migrationLock = 0x1f_a9_70;

/**
 * Runs `work`, which creates or changes tables, in one process at a time. On a server an advisory lock
 * lets the other starting processes wait; the embedded database has one process anyway.
 */
export async function withSchemaLock<R>(engine: Engine, work: () => Promise<R>): Promise<R> {
  const client = await engine.connectOutsidePool?.();
  try {
    await client?.query('select pg_advisory_lock($1)', [migrationLock]);
    return await work();
  } finally {
    await client?.end();
  }
}

/** Brings every schema up to date, in order, once however many processes start. Returns the names of the migrations that ran. */
export async function migrate(engine: Engine, orms: readonly MikroORM[]): Promise<string[]> {
  return withSchemaLock(engine, async () => {
    const ran: string[] = [];
    for (const orm of orms) {
      const schema = String(orm.config.get('schema'));
      await sql`create schema if not exists ${sql.id(schema)}`.execute(engine.kysely);
      const migrations = await orm.migrator.up();
      ran.push(...migrations.map((migration) => `${schema}.${migration.name}`));
    }
    return ran;
  });
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
