import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { resources, type Collection } from '../../gateway/rest/delfin/collections.js';
import { listOperation } from '../../gateway/rest/delfin/operations.js';
import { keepStatements } from '../../subgraphs/kernel/database/statements.js';
import { kindTables } from '../../subgraphs/storage/entities/kinds.js';
import { cannotRun, engines } from '../support/engines.js';
import { scansOf, type TableScan } from './query-plan.js';
import { StorageHouse } from './storage-house.js';

const perArray = 300;
const limit = 100;

type Direction = 'ASC' | 'DESC';

/** The keys of an order as the REST layer hands them on. */
function by(field: string, direction: Direction): readonly object[] {
  const keys = [...new Set([field, 'CREATED_AT'])];
  return keys.map((key) => ({ field: key, direction }));
}

const volumes = resources.find(({ path }) => path === 'volumes') as Collection;

for (const kind of engines) {
  describe(`lists as the data grows (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;
    let oldest = '';

    before(async () => {
      house = await StorageHouse.open({ kind });
      await addArrays(20);
      const { rows } = await sql<{ id: string }>`
        select id from storage.storage order by created_at limit 1`.execute(house.parts.store.sql);
      oldest = rows[0]?.id ?? '';
    });
    after(() => house.close());

    /** Arrays with as much of every kind that has a list of its own; the first are the oldest. */
    async function addArrays(count: number): Promise<void> {
      const db = house.parts.store.sql;
      await sql`
        with added as (
          insert into storage.storage (id, serial_number, created_at)
          select gen_random_uuid(), gen_random_uuid()::text, clock_timestamp() + i * interval '1 hour'
          from generate_series(1, ${count}) i returning id, created_at)
        select 1 from added`.execute(db);
      for (const { path } of resources) {
        const { table, native, columns } = Object.values(kindTables).find(
          (one) => one.table === path.replaceAll('-', '_').replace(/s$/, ''),
        ) as (typeof kindTables)['VOLUME'];
        const has = (column: string): boolean => columns.some((one) => one.column === column);
        const values = {
          ...(has('name') ? { name: sql`case when i % 10 > 0 then 'thing ' || i end` } : {}),
          ...(has('status') ? { status: sql`case when i % 50 = 0 then 'error' else 'normal' end` } : {}),
        };
        const names = [native, ...Object.keys(values)].map((name) => sql.ref(name));
        await sql`
          insert into ${sql.table(`storage.${table}`)} (storage_id, created_at, ${sql.join(names)})
          select s.id, s.created_at + i * interval '1 microsecond',
            ${sql.join([sql`'n-' || i`, ...Object.values(values)])}
          from storage.storage s, generate_series(1, ${perArray}) i
          on conflict do nothing`.execute(db);
      }
      await sql`analyze`.execute(db);
    }

    async function scans(collection: Collection, wish: object): Promise<readonly TableScan[]> {
      const variables = { asked: true, filter: {}, orderBy: by('CREATED_AT', 'DESC'), first: limit, ...wish };
      const ask = (): ReturnType<StorageHouse['execute']> =>
        house.execute(listOperation(collection).text, variables);
      const { statements, result } = await keepStatements(ask);
      assert.equal(result.errors, undefined);
      const all = await Promise.all(statements.map((statement) => scansOf(house, statement)));
      return all.flat();
    }

    const rowsOf = (found: readonly TableScan[]): number => found.reduce((sum, { rows }) => sum + rows, 0);

    /** Something of volumes: in the middle of all, and with or without a name. */
    async function middle(named: boolean): Promise<string> {
      const { rows } = await sql<{ id: string }>`
        with volume as (select id, created_at from storage.volume where (name is not null) = ${named})
        select id from volume order by created_at limit 1 offset (select count(*) / 2 from volume)`.execute(
        house.parts.store.sql,
      );
      return rows[0]?.id ?? '';
    }

    it('reads no more rows than it shows, in every order that has an index', async () => {
      const keys = ['CREATED_AT', 'NAME', 'STATUS', 'NATIVE_VOLUME_ID', 'ID', 'STORAGE_ID'];
      const markers = [undefined, await middle(true), await middle(false)];
      for (const key of keys)
        for (const direction of ['ASC', 'DESC'] as const)
          for (const marker of markers) {
            const found = await scans(volumes, {
              orderBy: by(key, direction),
              ...(marker === undefined ? {} : { marker }),
            });

            const told = `${key} ${direction} behind ${marker}: ${JSON.stringify(found)}`;
            assert.ok(
              found.every(({ index }) => index !== undefined),
              told,
            );
            // A page, one more to know of the next, the marker; as much again where nulls are a part of
            // their own, or equal ids of several arrays are put in order. What is left of a range that
            // is taken for short is read whole: of the last array at most.
            assert.ok(rowsOf(found) <= 2 * (limit + 2) + perArray, told);
          }
    });

    it('reads the nine lists of an array by what is its own, in any order', async () => {
      for (const collection of resources)
        for (const key of ['CREATED_AT', 'UPDATED_AT'])
          for (const filter of [{ storageUuids: [oldest] }, { storageUuids: [oldest], uuids: [oldest] }]) {
            const found = await scans(collection, { filter, orderBy: by(key, 'DESC') });

            assert.notEqual(found.length, 0);
            assert.ok(
              found.every(({ index, rows }) => index !== undefined && rows <= perArray),
              `${collection.path} by ${key}: ${JSON.stringify(found)}`,
            );
          }
    });

    it('reads what a filter leaves by its index', async () => {
      const filters = [
        { names: ['thing 7'] },
        { statuses: ['error'] },
        { wwns: ['none'] },
        { nativeIds: ['n-7'] },
        { nativeStoragePoolIds: ['none'] },
        { storageUuids: [oldest], names: ['thing 7'] },
      ];
      for (const filter of filters) {
        const found = await scans(volumes, { filter });

        assert.ok(
          found.every(({ index, rows }) => index !== undefined && rows <= perArray),
          `${JSON.stringify(filter)}: ${JSON.stringify(found)}`,
        );
      }
    });

    it('skips by an offset without making anything of what it skips', async () => {
      const offset = 10 * perArray;

      const found = await scans(volumes, { offset });

      assert.deepEqual(
        found.map(({ index }) => index),
        ['volume_order'],
      );
      assert.equal(rowsOf(found), offset + limit + 1);
    });

    it('reads as many rows of twice as many arrays', async () => {
      const wishes = [
        {},
        { orderBy: by('NAME', 'ASC') },
        { filter: { storageUuids: [oldest] } },
        { filter: { storageUuids: [oldest] }, orderBy: by('NAME', 'DESC') },
      ];
      const before = await Promise.all(wishes.map((wish) => scans(volumes, wish)));

      await addArrays(20);

      const after = await Promise.all(wishes.map((wish) => scans(volumes, wish)));
      assert.deepEqual(after.map(rowsOf), before.map(rowsOf));
    });
  });
}
