import type { PostgresPool } from 'kysely';
import type pg from 'pg';
import { NoDatabaseConnection } from '../errors/lost-database.js';

/**
 * The pool as Kysely gets it. A connection that cannot be had is told as such, and one that ends while it
 * is out gives its place in the pool free at once: a transaction whose connection is lost never hands it
 * back, because neither its commit nor its rollback succeeds.
 */
export function poolView(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => watched(await connected(pool)),
    end: () => pool.end(),
    options: pool.options,
  };
}

async function connected(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new NoDatabaseConnection('There is no connection to the database.', { cause });
  }
}

function watched(client: pg.PoolClient): pg.PoolClient {
  const release = client.release.bind(client);
  let isOut = true;
  const giveBack = (error?: Error | boolean): void => {
    if (!isOut) return;
    isOut = false;
    client.off('end', remove);
    release(error);
  };
  const remove = (): void => giveBack(true);
  client.once('end', remove);
  client.release = giveBack;
  return client;
}
