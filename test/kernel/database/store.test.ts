import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Migration } from '@mikro-orm/migrations';
import { sql } from 'kysely';
import type { Database } from '../../../subgraphs/kernel/database/database.js';
import { countStatements } from '../../../subgraphs/kernel/database/statements.js';
import type { Store } from '../../../subgraphs/kernel/database/store.js';
import { cannotRun, engines, openTestDatabase } from '../../support/engines.js';

class MigrationThings extends Migration {
  override up(): void {
    this.addSql('create table compute.thing (id int primary key, big bigint, at timestamptz)');
  }
}

for (const kind of engines) {
  describe(`the store on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let database: Database;
    let store: Store;
    const ids = async (): Promise<number[]> =>
      (await sql<{ id: number }>`select id from compute.thing order by id`.execute(store.sql)).rows.map(
        (row) => row.id,
      );

    before(async () => {
      database = await openTestDatabase(kind);
      store = await database.store({ schema: 'compute', entities: [], migrations: [MigrationThings] });
      await database.migrate();
    });
    after(() => database.close());

    test('migrates once', async () => {
      assert.deepEqual(await database.migrate(), []);
      assert.deepEqual(await database.pending(), []);
    });

    test('commits what the work did and runs the hooks in order', async () => {
      const order: string[] = [];

      await store.transaction(async (tx) => {
        tx.afterCommit(() => order.push('after'));
        tx.beforeCommit('b', () => Promise.resolve(void order.push('b')));
        tx.beforeCommit('a', () => Promise.resolve(void order.push('a')));
        tx.beforeCommit('a', () => Promise.resolve(void order.push('never')));
        await sql`insert into compute.thing (id) values (1)`.execute(tx.sql);
      });

      assert.deepEqual(order, ['a', 'b', 'after']);
      assert.deepEqual(await ids(), [1]);
    });

    test('rolls everything back when the work throws, and runs no hook', async () => {
      let hooks = 0;

      const failing = store.transaction(async (tx) => {
        tx.afterCommit(() => hooks++);
        await sql`insert into compute.thing (id) values (2)`.execute(tx.sql);
        throw new Error('no');
      });

      await assert.rejects(failing, /^Error: no$/);
      assert.deepEqual(await ids(), [1]);
      assert.equal(hooks, 0);
    });

    test('refuses a second handle inside a transaction instead of waiting for ever', async () => {
      await assert.rejects(
        store.transaction(() => sql`select 1`.execute(store.sql)),
        /use its own handle/,
      );
      await assert.rejects(
        store.transaction(() => store.transaction(() => Promise.resolve())),
        /use its own handle/,
      );
    });

    test('reads 64-bit integers as numbers while exact, else as text', async () => {
      const { rows } = await sql<{
        a: unknown;
        b: unknown;
      }>`select 42::bigint as a, 9223372036854775807::bigint as b`.execute(store.sql);

      assert.deepEqual(rows, [{ a: 42, b: '9223372036854775807' }]);
    });

    test('counts the statements of a piece of work, awaited calls included', async () => {
      const { statements, result } = await countStatements(async () => {
        await Promise.all([sql`select 1`.execute(store.sql), sql`select 2`.execute(store.sql)]);
        return 'done';
      });

      assert.equal(result, 'done');
      assert.deepEqual(statements.toSorted(), ['select 1', 'select 2']);
    });
  });
}
