import assert from 'node:assert/strict';
import { after, before, describe, it, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import type { Store } from '../../../subgraphs/kernel/database/store.js';
import { Hints } from '../../../subgraphs/kernel/database/hints.js';
import { Events } from '../../../subgraphs/kernel/events/events.js';
import { codeOf } from '../../../subgraphs/kernel/errors/fault.js';
import { cannotRun, openTestDatabase, silentLog } from '../../support/engines.js';
import { lastFirst } from '../../support/last-first.js';
import { createReadyDatabase } from '../../support/shared-postgres.js';
import { startProxy, type TcpProxy } from '../../support/tcp-proxy.js';

const poolSize = 2;

/** A database behind a network that can be broken. */
async function behindProxy(t: TestContext): Promise<{
  readonly database: Database;
  readonly store: Store;
  readonly proxy: TcpProxy;
  /** Address of the database around the proxy. */
  readonly url: string;
}> {
  const owner = lastFirst(t);
  const url = new URL(await createReadyDatabase());
  const direct = url.href;
  const proxy = await startProxy({ host: url.hostname, port: Number(url.port) });
  owner.after(() => proxy.stop());
  url.port = String(proxy.port);
  const database = await Database.open({ url: url.href, poolSize }, silentLog);
  owner.after(() => database.close());
  return {
    database,
    store: await database.store({ schema: 'kernel', entities: [], migrations: [] }),
    proxy,
    url: direct,
  };
}

describe('statements under way when the network breaks', { skip: cannotRun('server') }, () => {
  const ways: readonly (readonly [string, (store: Store) => Promise<unknown>])[] = [
    ['plain SQL', (store) => sql`select pg_sleep(60)`.execute(store.sql)],
    ['the ORM', (store) => store.em().execute('select pg_sleep(60)')],
    ['a transaction', (store) => store.transaction((tx) => sql`select pg_sleep(60)`.execute(tx.sql))],
  ];
  for (const [way, wait] of ways) {
    test(`fail as an unavailable database (${way})`, async (t) => {
      const { store, proxy } = await behindProxy(t);

      const failed = assert.rejects(wait(store), isUnavailable);
      await delay(200);
      proxy.cutAll();

      await failed;
      assert.deepEqual((await sql`select 1 as one`.execute(store.sql)).rows, [{ one: 1 }]);
    });
  }

  test('are begun again where they were to begin something that lasts: the feed of a log', async (t) => {
    const { database, store, proxy, url } = await behindProxy(t);
    const events = new Events(store, new Hints(database.engine, silentLog), silentLog, 86_400_000);
    t.after(() => events.stop());
    const other = new Client({ connectionString: url });
    await other.connect();
    t.after(() => other.end());
    await other.query('begin; lock table kernel.event_head in access exclusive mode');
    const failed = assert.rejects(
      events.stream('lost', 0, () => true),
      isUnavailable,
    );
    await delay(200);
    proxy.cutAll();
    await failed;
    await other.query('commit');

    const stream = await events.stream('lost', 0, () => true);
    t.after(() => stream.return());
    await store.transaction((tx) => {
      events.emit(tx, { subgraph: 'lost', kind: 'x', subject: 'found', tenantId: null, payload: {} });
      return Promise.resolve();
    });

    assert.equal((await stream.next()).value?.subject, 'found');
  });
});

function isUnavailable(error: unknown): true {
  assert.equal(codeOf(error), 'SUBGRAPH_UNAVAILABLE', String(error));
  return true;
}

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
