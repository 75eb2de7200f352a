import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { parseKeyRing } from '../../subgraphs/kernel/secrets/key-ring.js';
import { rotate } from '../../subgraphs/kernel/secrets/rotation.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import { accessKinds } from '../../subgraphs/storage/drivers/driver.js';
import { accessRow, clearAccess } from '../../subgraphs/storage/services/access-rows.js';
import { putAlertSource } from '../../subgraphs/storage/services/put-alert-source.js';
import { registerStorage } from '../../subgraphs/storage/services/register-storage.js';
import { cannotRun, engines } from '../support/engines.js';
import { StorageHouse } from './storage-house.js';

const newKey = (): string => randomBytes(32).toString('base64');
/** What an encrypted text looks like. */
const sealed = '^v1:[A-Za-z0-9_-]{1,32}:[A-Za-z0-9_-]{16}:[A-Za-z0-9_-]{22,}$';

for (const kind of engines) {
  suite(`columns with secrets (${kind})`, { skip: cannotRun(kind) }, () => {
    test('are all declared, so that a rotation finds every encrypted text', async (t) => {
      const oldKey = newKey();
      const house = await StorageHouse.open({ kind, secretsKey: `old=${oldKey}` });
      t.after(() => house.close());
      const uuid = await filled(house);
      const { store } = house.parts;
      const declared = house.kernel.database.secretColumns.flatMap(({ columns }) => columns);

      const found = await columnsWithSealedTexts(house);
      const both = new Secrets(parseKeyRing(`new=${newKey()},old=${oldKey}`));
      for (const column of declared) await rotate(store, both, column);

      const access = clearAccess(await accessRow(store.sql, uuid), both);
      const ids = await keyIds(house, found);
      assert.deepEqual(found, declared.map(({ table, column }) => `${table}.${column}`).sort());
      assert.deepEqual(ids, ['new']);
      assert.deepEqual(
        accessKinds.map((way) => access[way]?.password),
        accessKinds.map((way) => `secret of ${way}`),
      );
    });
  });
}

/** Fills everything that takes a secret; gives a storage that has a password of each kind. */
async function filled(house: StorageHouse): Promise<string> {
  const point = (way: string): object => ({
    host: '192.0.2.50',
    port: 1,
    username: 'admin',
    password: `secret of ${way}`,
  });
  const access = Object.fromEntries(accessKinds.map((way) => [way, { ...point(way), pubKey: 'AAAA' }]));
  const { storage, sync } = await registerStorage(
    house.parts,
    { ...house.registration({ volumes: '1' }), access },
    openViewer,
  );
  if (sync) await house.kernel.ended(sync.guid, 60_000);
  const other = await house.array({ volumes: '1' });
  await putAlertSource(house.parts, other.uuid, {
    host: '192.0.2.51',
    version: 'SNMPv2c',
    communityString: 'trapme',
  });
  await putAlertSource(house.parts, storage.uuid, {
    host: '192.0.2.50',
    version: 'SNMPv3',
    username: 'traps',
    securityLevel: 'authPriv',
    authProtocol: 'HMACSHA',
    authKey: 'authentication key',
    privacyProtocol: 'AES',
    privacyKey: 'confidential key',
  });
  return storage.uuid;
}

/** Every column of any schema of ours that has an encrypted text in it. */
async function columnsWithSealedTexts({ parts }: StorageHouse): Promise<string[]> {
  const { rows } = await sql<{ schema: string; table: string; column: string }>`
    select c.table_schema as schema, c.table_name as "table", c.column_name as "column"
    from information_schema.columns c join information_schema.tables t
      on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
    where c.table_schema not in ('pg_catalog', 'information_schema')`.execute(parts.store.sql);
  const found: string[] = [];
  for (const { schema, table, column } of rows) {
    const hit = await sql`
      select from ${sql.id(schema, table)} where ${sql.ref(column)}::text ~ ${sealed} limit 1`.execute(
      parts.store.sql,
    );
    if (hit.rows.length > 0) found.push(`${schema}.${table}.${column}`);
  }
  return found.sort();
}

/** Ids of the keys that the texts of these columns are under. */
async function keyIds({ parts }: StorageHouse, columns: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const place of columns) {
    const [schema = '', table = '', column = ''] = place.split('.');
    const { rows } = await sql<{ id: string }>`
      select distinct split_part(${sql.ref(column)}, ':', 2) as id from ${sql.id(schema, table)}
      where ${sql.ref(column)} is not null`.execute(parts.store.sql);
    for (const { id } of rows) ids.add(id);
  }
  return [...ids];
}
