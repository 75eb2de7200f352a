import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import type { Store } from '../../../subgraphs/kernel/database/store.js';
import { codeOf } from '../../../subgraphs/kernel/errors/fault.js';
import { cannotRun, openTestDatabase } from '../../support/engines.js';

const poolSize = 2;

describe('transactions whose connection is lost', { skip: cannotRun('server') }, () => {
  let database: Database;
  let store: Store;
  before(async () => {
    database = await openTestDatabase('server', poolSize);
    store = await database.store({ schema: 'kernel', entities: [], migrations: [] });
  });
  after(() => database.close());

  const endOwnConnection = sql`select pg_terminate_backend(pg_backend_pid())`;
  const losses: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['within', () => store.transaction((tx) => endOwnConnection.execute(tx.sql))],
    [
      'at the commit',
      () =>
        store.transaction(async (tx) => {
          const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx.sql);
          await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.engine.kysely);
        }),
    ],
  ];

  for (const [when, lose] of losses) {
    it(`fail as an unavailable database and cost the pool no place (${when})`, async () => {
      const codes: string[] = [];
      for (let time = 0; time < 2 * poolSize; time++)
        await lose().catch((error: unknown) => codes.push(codeOf(error)));

      const answers = await Promise.all(
        Array.from({ length: poolSize }, () =>
          store.transaction(async (tx) => (await sql`select 1 as one`.execute(tx.sql)).rows[0]),
        ),
      );

      assert.deepEqual(new Set(codes), new Set(['SUBGRAPH_UNAVAILABLE']));
      assert.deepEqual(answers, [{ one: 1 }, { one: 1 }]);
    });
  }
});
