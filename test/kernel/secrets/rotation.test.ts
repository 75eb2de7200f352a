import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../../subgraphs/kernel/database/database.js';
import type { Store } from '../../../subgraphs/kernel/database/store.js';
import { parseKeyRing } from '../../../subgraphs/kernel/secrets/key-ring.js';
import { rotate } from '../../../subgraphs/kernel/secrets/rotation.js';
import { Secrets } from '../../../subgraphs/kernel/secrets/secrets.js';
import { cannotRun, engines, openTestDatabase } from '../../support/engines.js';

const column = { table: 'public.access_info', key: 'id', column: 'password' };
const rows = 450;

for (const kind of engines) {
  describe(`rotation of secrets (${kind})`, { skip: cannotRun(kind) }, () => {
    let database: Database;
    let store: Store;

    before(async () => {
      database = await openTestDatabase(kind);
      store = await database.store({ schema: 'kernel', entities: [], migrations: [] });
      await sql`create table public.access_info (id integer primary key, password text)`.execute(store.sql);
    });
    after(() => database.close());

    it('moves every row of a column to the current key, once', async () => {
      const [oldKey, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
      const old = new Secrets(parseKeyRing(`old=${oldKey}`));
      for (let id = 1; id <= rows; id++) {
        const sealed = old.encrypt(`secret ${id}`, {
          table: column.table,
          row: String(id),
          column: 'password',
        });
        await sql`insert into public.access_info values (${id}, ${sealed})`.execute(store.sql);
      }
      await sql`insert into public.access_info values (0, null)`.execute(store.sql);
      const both = new Secrets(parseKeyRing(`new=${newKey},old=${oldKey}`));

      const told: [number, number][] = [];
      const dry = await rotate(store, both, column, { dryRun: true });
      const first = await rotate(store, both, column, {
        progress: (done, total) => told.push([done, total]),
      });
      const again = await rotate(store, both, column);

      const fresh = new Secrets(parseKeyRing(`new=${newKey}`));
      const stored = await sql<{
        id: number;
        password: string;
      }>`select id, password from public.access_info where password is not null order by id`.execute(
        store.sql,
      );
      const texts = stored.rows.map((row) =>
        fresh.decrypt(row.password, { table: column.table, row: String(row.id), column: 'password' }),
      );
      assert.deepEqual(
        [dry, first, again].map((run) => [run.texts, run.rewritten, run.unreadable]),
        [
          [rows, rows, []],
          [rows, rows, []],
          [rows, 0, []],
        ],
      );
      assert.deepEqual(told, [
        [200, rows],
        [400, rows],
        [rows, rows],
      ]);
      assert.deepEqual(
        texts,
        Array.from({ length: rows }, (_, i) => `secret ${i + 1}`),
      );
    });

    it('names a row that was swapped, leaves it, and goes on', async () => {
      const key = randomBytes(32).toString('base64');
      const secrets = new Secrets(parseKeyRing(`a=${key}`));
      await sql`delete from public.access_info`.execute(store.sql);
      const seal = (row: string): string =>
        secrets.encrypt('secret', { table: column.table, row, column: 'password' });
      const swapped = seal('1');
      await sql`insert into public.access_info values (2, ${swapped}), (3, ${seal('3')})`.execute(store.sql);

      const next = new Secrets(parseKeyRing(`b=${randomBytes(32).toString('base64')},a=${key}`));
      const { rewritten, unreadable } = await rotate(store, next, column);

      const { rows: left } = await sql<{ id: number; password: string }>`
        select id, password from public.access_info order by id`.execute(store.sql);
      assert.equal(rewritten, 1);
      assert.match(unreadable.join('\n'), /^public\.access_info\.password of row "2" cannot be decrypted/);
      assert.equal(left[0]?.password, swapped);
      assert.match(left[1]?.password ?? '', /^v1:b:/);
    });
  });
}
