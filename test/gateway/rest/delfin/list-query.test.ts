import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { nestedResources, resources, storages } from '../../../../gateway/rest/delfin/collections.js';
import { listVariables, type ListVariables } from '../../../../gateway/rest/delfin/list-query.js';
import { invalidDetailOf, legacyRequest } from './legacy-request.js';

const S = '5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d';
const other = '0d3f5d0a-5d0b-4f3b-8a10-0a6a7a1f2b11';

function read(query: string, path = 'volumes', within?: string): ListVariables {
  const collection = [storages, ...resources, ...nestedResources].find((kind) => kind.path === path);
  assert.ok(collection, path);
  return listVariables(legacyRequest({ query }), collection, 1000, within);
}

const newestFirst = [{ field: 'CREATED_AT', direction: 'DESC' }];

suite('the query of a list', () => {
  test('asks for the newest thousand unless told', () => {
    assert.deepEqual(read(''), { asked: true, filter: {}, orderBy: newestFirst, first: 1000, offset: 0 });
  });

  test('takes the last of a repeated parameter, and no notice of unknown ones', () => {
    const { first, filter } = read('limit=1&limit=2&name=a&name=b&name~=c&page=3');

    assert.equal(first, 2);
    assert.deepEqual(filter, { names: ['b'] });
  });

  const limits = [
    ['limit=0', 0],
    ['limit=1001', 1000],
    ['limit=99999999999999999999', 1000],
    ['limit=%205%20', 5],
    ['limit=%2B7', 7],
    ['limit=1_0', 10],
  ] as const;
  for (const [query, first] of limits)
    test(`lists ${first} for ${query}`, () => {
      assert.equal(read(query).first, first);
    });

  test('counts the offset from the marker', () => {
    const { marker, offset } = read(`marker=${other}&offset=2147483647`);

    assert.deepEqual([marker, offset], [other, 2147483647]);
  });

  const orders = [
    ['sort=name', 'NAME DESC, CREATED_AT DESC'],
    ['sort=name:asc', 'NAME ASC, CREATED_AT ASC'],
    ['sort=%20name%20:%20asc%20,%20status', 'NAME ASC, STATUS DESC, CREATED_AT ASC'],
    ['sort=created_at:asc,name', 'CREATED_AT ASC, NAME DESC'],
    ['sort=name:', 'NAME DESC, CREATED_AT DESC'],
    ['sort=name,name:asc', 'NAME DESC, CREATED_AT DESC'],
    ['sort_key=total_capacity&sort_dir=asc', 'TOTAL_CAPACITY ASC, CREATED_AT ASC'],
    ['sort_dir=asc', 'CREATED_AT ASC'],
    ['sort=name&sort_key=nonsense&sort_dir=nonsense', 'NAME DESC, CREATED_AT DESC'],
    ['sort_key=native_volume_id', 'NATIVE_VOLUME_ID DESC, CREATED_AT DESC'],
  ] as const;
  for (const [query, order] of orders)
    test(`orders by ${order} for ${query}`, () => {
      const { orderBy } = read(query);

      assert.equal(orderBy.map(({ field, direction }) => `${field} ${direction}`).join(', '), order);
    });

  test('orders storages by what is the same in all of them to no effect', () => {
    assert.deepEqual(read('sort=deleted:asc', 'storages').orderBy, [
      { field: 'CREATED_AT', direction: 'ASC' },
    ]);
  });

  const faults = [
    ['limit=', 'limit param must be an integer'],
    ['limit=1.5', 'limit param must be an integer'],
    ['limit=-1', 'limit param must be positive'],
    ['offset=x', 'offset must be an integer'],
    ['offset=-1', 'offset must be >= 0'],
    ['offset=2147483648', 'offset must be <= 2147483647'],
    ['sort=', 'Invalid sort key'],
    ['sort=size', 'Invalid sort key'],
    ['sort_key=createdAt', 'Invalid sort key'],
    ['sort=name:up', "Unknown sort direction, must be 'desc' or 'asc'."],
    ['sort=name:ASC', "Unknown sort direction, must be 'desc' or 'asc'."],
    ['sort_dir=', "Unknown sort direction, must be 'desc' or 'asc'."],
    ['limit=x&offset=x&sort=x:y', 'limit param must be an integer'],
  ] as const;
  for (const [query, detail] of faults)
    test(`refuses ${query} with "${detail}"`, () => {
      assert.equal(
        invalidDetailOf(() => read(query)),
        detail,
      );
    });

  test('takes no list of relations for a key', () => {
    assert.equal(
      invalidDetailOf(() => read('sort=storage_hosts', 'storage-host-groups', S)),
      'Invalid sort key',
    );
  });

  test('filters by equality, an empty value too', () => {
    const query = `name=&status=available&id=${other}&storage_id=${S}&wwn=w&native_volume_id=v&native_storage_pool_id=p`;

    assert.deepEqual(read(query).filter, {
      names: [''],
      statuses: ['available'],
      uuids: [other],
      storageUuids: [S],
      wwns: ['w'],
      nativeIds: ['v'],
      nativeStoragePoolIds: ['p'],
    });
  });

  test('does not filter storages by id', () => {
    assert.deepEqual(read(`id=${S}&vendor=fake_vendor`, 'storages').filter, { vendors: ['fake_vendor'] });
  });

  test('is empty without asking for a filter of no column', () => {
    assert.equal(read('status=normal', 'ports').asked, false);
    assert.equal(read('state=x&sort=nonsense', 'qtrees').asked, false);
  });

  test('is empty without asking for what can be no id', () => {
    assert.equal(read('id=42').asked, false);
    assert.equal(read(`storage_id=${S.toUpperCase()}`).asked, false);
  });

  test('is of the storage in the path, whatever the query says', () => {
    assert.deepEqual(read('', 'masking-views', S).filter, { storageUuids: [S] });
    assert.equal(read(`storage_id=${S}`, 'masking-views', S).asked, true);
    assert.equal(read(`storage_id=${other}`, 'masking-views', S).asked, false);
    assert.equal(read('', 'masking-views', 'unknown').asked, false);
  });
});
