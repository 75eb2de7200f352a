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

      const counts = [await rotate(store, both, [column]), await rotate(store, both, [column])];

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
      assert.deepEqual(counts, [rows, 0]);
      assert.deepEqual(
        texts,
        Array.from({ length: rows }, (_, i) => `secret ${i + 1}`),
      );
    });

    it('stops at a row that was swapped, and names it', async () => {
      const key = randomBytes(32).toString('base64');
      const secrets = new Secrets(parseKeyRing(`a=${key}`));
      await sql`delete from public.access_info`.execute(store.sql);
      const sealed = secrets.encrypt('secret 1', { table: column.table, row: '1', column: 'password' });
      await sql`insert into public.access_info values (2, ${sealed})`.execute(store.sql);

      const rotated = rotate(
        store,
        new Secrets(parseKeyRing(`b=${randomBytes(32).toString('base64')},a=${key}`)),
        [column],
      );

      await assert.rejects(rotated, /row "2" cannot be decrypted/);
    });
  });
}
