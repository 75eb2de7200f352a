import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../../support/engines.js';

/** Without care the engine ends after about 1,800. */
const errors = 4000;

test('the embedded database outlives any number of SQL errors', async (t) => {
  const database = await openTestDatabase('embedded');
  t.after(() => database.close());
  const { kysely } = database.engine;
  await sql`create table kept (n integer primary key)`.execute(kysely);
  await sql`insert into kept values (1)`.execute(kysely);

  for (let i = 0; i < errors; i += 2) {
    await assert.rejects(sql`insert into kept values (1)`.execute(kysely), /duplicate key/);
    await assert.rejects(
      kysely.transaction().execute(async (tx) => {
        await sql`insert into kept values (2)`.execute(tx);
        await sql`select nothing from nowhere`.execute(tx);
      }),
      /does not exist/,
    );
  }

  const { rows } = await sql`select n from kept`.execute(kysely);
  assert.deepEqual(rows, [{ n: 1 }]);
});
