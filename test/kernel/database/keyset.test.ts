import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Page } from '../../../schema/paging/connection.js';
import type { Database } from '../../../subgraphs/kernel/database/database.js';
import {
  pageClauses,
  pageOf,
  pageRequest,
  type KeysetOrder,
} from '../../../subgraphs/kernel/database/keyset.js';
import { openTestDatabase } from '../../support/engines.js';

interface Row {
  name: string;
  id: number;
}

const byName: KeysetOrder<Row> = {
  columns: [
    { expression: sql`name`, type: 'text', value: (row) => row.name },
    { expression: sql`id`, type: 'bigint', value: (row) => row.id },
  ],
};

describe('keyset paging', () => {
  let database: Database;
  const all: Row[] = Array.from({ length: 57 }, (_, id) => ({ id, name: `n${id % 5}` })).sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id,
  );

  before(async () => {
    database = await openTestDatabase('embedded');
    await sql`create table row (id bigint primary key, name text collate "C" not null)`.execute(
      database.engine.kysely,
    );
    await sql`insert into row select g, 'n' || g % 5 from generate_series(0, 56) g`.execute(
      database.engine.kysely,
    );
  });
  after(() => database.close());

  async function page(args: PageArgs, order = byName): Promise<Page<number>> {
    const request = pageRequest(args, order.columns.length);
    const { where, orderBy, limit, offset } = pageClauses(order, request);
    const { rows } =
      await sql<Row>`select id, name from row where ${where} order by ${orderBy} limit ${limit} offset ${offset}`.execute(
        database.engine.kysely,
      );
    return pageOf(
      rows,
      order,
      request,
      (row) => row.id,
      () => Promise.resolve(all.length),
    );
  }

  test('walks the whole list in both directions, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        fc.boolean(),
        async (size, backward, descending) => {
          const order = { ...byName, descending };
          const expected = (descending ? all.toReversed() : all).map((row) => row.id);
          const seen: number[] = [];
          for (let cursor: string | null = null; ;) {
            const args: PageArgs = backward ? { last: size, before: cursor } : { first: size, after: cursor };
            const { nodes, pageInfo } = await page(args, order);
            if (backward) seen.unshift(...nodes);
            else seen.push(...nodes);
            cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
            if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) break;
          }
          assert.deepEqual(seen, expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('gives 50 rows when the caller names no number', async () => {
    assert.equal((await page({})).nodes.length, 50);
  });

  test('skips by offset and says that there are rows before', async () => {
    const { nodes, pageInfo } = await page({ first: 2, offset: 3 });

    assert.deepEqual(
      nodes,
      all.slice(3, 5).map((row) => row.id),
    );
    assert.equal(pageInfo.hasPreviousPage, true);
  });

  test('refuses wrong arguments by name', () => {
    assert.throws(() => pageRequest({ first: 1001 }, 1), /"first" must be from 0 to 1000, not 1001/);
    assert.throws(() => pageRequest({ first: -1 }, 1), /"first"/);
    assert.throws(() => pageRequest({ first: 1, last: 1 }, 1), /"first" or "last", not both/);
    assert.throws(() => pageRequest({ after: 'nonsense' }, 1), /"after" is not a cursor of this list/);
    assert.throws(
      () => pageRequest({ before: Buffer.from('[1,2]').toString('base64url') }, 1),
      /"before" is not a cursor/,
    );
  });
});
