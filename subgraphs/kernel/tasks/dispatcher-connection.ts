import { CompiledQuery } from 'kysely';
import { fromPglite, type Db } from 'pg-boss';
import type { Engine } from '../database/engine.js';
import type { Tx } from '../database/store.js';

/** The database as pg-boss wants it, for its own statements outside any transaction of ours. */
export function connectionOf(engine: Engine): Db {
  if (engine.embedded) return fromPglite(engine.embedded);
  const pool = engine.pool;
  if (!pool) throw new Error('The database engine has neither a pool nor an embedded instance.');
  return { executeSql: (text, values) => pool.query(text, values) };
}

/** The same within an open transaction; each call is a single statement there. */
export function transactionOf(tx: Tx): Db {
  return {
    executeSql: async (text, values) => {
      const { rows } = await tx.sql.executeQuery(CompiledQuery.raw(text, values));
      return { rows };
    },
  };
}
