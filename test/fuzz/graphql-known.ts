import fc from 'fast-check';
import { fromGlobalId } from '../../schema/global-id.js';
import { anyJson } from './hostile-json.js';
import { hostileText } from './hostile-texts.js';

/** Values that mean something where they stand: by "Input.field", or by the name of a field or argument. */
export type Known = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Ids of what the product was given before it is fuzzed. */
export interface SeededIds {
  readonly ids: readonly string[];
  readonly guids: readonly string[];
}

/** Words for texts of which nothing else is known. */
export const words: readonly string[] = [
  'default',
  'fake_driver',
  '1',
  'dummy-1',
  'ann',
  'vault',
  'orders',
  'db1.example.org',
  'fs',
  'hostname',
  '_all',
  'Q2xvdWQ6ZGVmYXVsdA',
  'VGFzazox',
  '9b2d6d5e-0c1f-4a7e-8a55-3f0c1f2d4e5a',
  'ComputeNode',
  'OK',
  'NOT_FOUND',
];

const oneOf = (...values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);

/** What is known of the product's own names; `seeded` adds what was put into it. */
export function knownValues(seeded: SeededIds): Known {
  const names = oneOf('dummy-1', 'dummy-2', 'db1.example.org', 'DB1.example.org');
  const documents = documentsOf();
  const idsOf = (type: string): fc.Arbitrary<unknown> =>
    oneOf(...seeded.ids.filter((id) => fromGlobalId(id)?.type === type));
  return {
    cloud: oneOf('default', 'fake_driver'),
    clouds: oneOf('default', 'fake_driver'),
    nodeId: fc.integer({ min: 1, max: 40 }).map(String),
    nativeIds: oneOf('1', '2', '3'),
    hostName: names,
    names,
    nameContains: oneOf('a', 'DUMMY', '1'),
    imageId: oneOf('1', '2', '3'),
    sizeId: oneOf('1', '2', '3', '4'),
    user: oneOf('ann', 'bob'),
    users: oneOf('ann', 'bob'),
    id: oneOf(...seeded.ids),
    ids: oneOf(...seeded.ids),
    accountId: idsOf('Account'),
    'AccountLocatorInput.id': idsOf('Account'),
    'SetAccountPasswordInput.id': idsOf('Account'),
    'SetAccountRoleInput.id': idsOf('Account'),
    'RevokeApiTokenInput.id': idsOf('ApiToken'),
    'RevokeLoginSessionInput.id': idsOf('LoginSession'),
    'ChangeBackupClientInput.id': idsOf('BackupClient'),
    'BackupClientLocatorInput.id': idsOf('BackupClient'),
    'ChangeBackupRecordInput.id': idsOf('BackupRecord'),
    'BackupRecordLocatorInput.id': idsOf('BackupRecord'),
    'computeNode.id': idsOf('ComputeNode'),
    guid: oneOf(...seeded.guids),
    parentGuid: oneOf(...seeded.guids),
    'cloud.name': oneOf('default', 'fake_driver'),
    'CreateAccountInput.name': fc.stringMatching(/^[a-z]{3,8}$/),
    'LoginInput.name': oneOf('ann', 'bob'),
    password: oneOf('a long enough password', 'p\u00e4ssw\u00f6rd with more \u{1f600}', 'x'.repeat(128)),
    scopes: oneOf('core:read', 'compute:write', 'metadata:admin'),
    expiresAt: oneOf('2999-01-01T00:00:00.000Z'),
    userId: oneOf('fuzz-root', undefined),
    clientId: oneOf('p-1_db1.example.org', 'c-1'),
    backupId: oneOf('vault_db1.example.org_orders_1700000000_0'),
    marker: oneOf('p-1_db1.example.org', 'vault_db1.example.org_orders_1700000000_0'),
    container: oneOf('vault'),
    backupName: oneOf('orders'),
    mode: oneOf('fs', 'mysql'),
    level: oneOf(0, 1),
    field: oneOf('_all', 'hostname', 'host_name', 'backup_name', 'description', 'encrypted', 'timestamp'),
    value: fc.oneof(
      oneOf('vault', 'orders', 0, 1700000000, true, null, 'db1.example.org backup'),
      anyJson(words),
    ),
    metadata: documents,
    metadataText: fc
      .tuple(documents, fc.constantFrom(undefined, 1, '\t'))
      .map(([value, space]) => String(JSON.stringify(value, null, space))),
    kind: oneOf('ComputeNode', 'Cloud'),
    type: oneOf('compute.node.start', 'compute.node.stop'),
    types: oneOf('compute.node.start', 'compute.node.stop'),
    action: oneOf('core.createAccount', 'compute.startComputeNode'),
    result: oneOf('OK', 'NOT_FOUND'),
    idempotencyKey: oneOf('k-1', 'k-2', 'k-3'),
    first: oneOf(0, 1, 2, 1000),
    last: oneOf(0, 1, 2, 1000),
    offset: oneOf(0, 1, 2 ** 31 - 1),
    after: cursors,
    before: cursors,
  };
}

/** Documents of backups and clients: right ones, ones with hostile members, ones that lack something. */
function documentsOf(): fc.Arbitrary<unknown> {
  const text = hostileText(words);
  const time = fc.oneof(
    fc.integer({ min: 0 }),
    oneOf('1700000000', -1, 2 ** 53, '99999999999999999999', 1.5, null),
  );
  const right = fc.record(
    {
      container: oneOf('vault', 'v/w', 'v_w'),
      host_name: oneOf('db1.example.org', 'dummy-1'),
      backup_name: oneOf('orders', 'o'),
      timestamp: fc.integer({ min: 0 }),
      level: fc.integer({ min: 0, max: 3 }),
      client_id: fc.stringMatching(/^[a-z]{1,6}$/),
      hostname: oneOf('db1.example.org'),
    },
    {
      requiredKeys: ['container', 'host_name', 'backup_name', 'timestamp', 'level', 'client_id'],
      noNullPrototype: true,
    },
  );
  const hostile = fc.record(
    {
      container: text,
      host_name: text,
      backup_name: text,
      timestamp: time,
      level: fc.oneof(fc.integer(), time),
      client_id: text,
      mode: fc.oneof(text, anyJson(words)),
      backup_session: time,
      encrypted: fc.oneof(fc.boolean(), text),
      backup_size_compressed: time,
      total_fs_files: anyJson(words),
      broken_links: anyJson(words),
      description: anyJson(words),
      config_id: text,
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const mixed = fc.tuple(right, hostile).chain(([whole, wrong]) =>
    fc.subarray(Object.keys(wrong), { maxLength: 3 }).map((keys) => ({
      ...whole,
      ...Object.fromEntries(keys.map((key) => [key, wrong[key as keyof typeof wrong]])),
    })),
  );
  return fc.oneof({ weight: 2, arbitrary: right }, { weight: 3, arbitrary: mixed }, hostile, anyJson(words));
}

/** Cursors as the lists write them, around values they never wrote. */
const cursors = fc
  .array(
    fc.oneof(
      fc.integer(),
      oneOf(null, '', 'a', '\u0000', '1', 1e300, '2026-01-01', 'default', 2 ** 62, -0.5, true, []),
    ),
    { maxLength: 3 },
  )
  .map((values) => Buffer.from(JSON.stringify(values), 'utf8').toString('base64url'));
