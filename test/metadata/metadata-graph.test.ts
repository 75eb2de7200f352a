import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { toGlobalId } from '../../schema/global-id.js';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { anonymous, openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { createBackupClient } from '../../subgraphs/metadata/services/create-backup-client.js';
import { createBackupRecord } from '../../subgraphs/metadata/services/create-backup-record.js';
import { documentOfValue } from '../../subgraphs/metadata/services/document.js';
import { cannotRun, engines } from '../support/engines.js';
import {
  ann,
  backupDocument,
  dialectViewer,
  openMetadataFixture,
  type MetadataFixture,
} from './metadata-fixture.js';

const joins = `query ($nodes: [_Any!]!) { _entities(representations: $nodes) { ... on ComputeNode {
  backupRecords(first: 2) { totalCount nodes { timestamp client { clientId records(first: 1) { totalCount nodes { timestamp } } } } }
  backupClients { clientId } } } }`;

interface Joined {
  readonly backupRecords: {
    readonly totalCount: number;
    readonly nodes: readonly { readonly timestamp: number; readonly client: unknown }[];
  };
  readonly backupClients: readonly { readonly clientId: string }[];
}

for (const kind of engines) {
  describe(`the metadata graph on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;

    before(async () => {
      fixture = await openMetadataFixture(kind);
      for (let n = 0; n < 3; n++) {
        for (const host of ['Node1', 'node2'])
          await createBackupRecord(
            fixture.parts,
            backupDocument({ host_name: host, timestamp: 100 + n }),
            undefined,
            ann,
          );
      }
      await createBackupClient(fixture.parts, documentOfValue({ client_id: 'p-1_NODE1' }, 1e6), ann);
      await createBackupClient(
        fixture.parts,
        documentOfValue({ client_id: 'x_node1' }, 1e6),
        dialectViewer('u-other', 'p-9'),
      );
    });
    after(() => fixture.close());

    function nodes(count: number): object[] {
      return Array.from({ length: count }, (_, i) => ({
        __typename: 'ComputeNode',
        id: toGlobalId('ComputeNode', `default/${i}`),
        name: `node${i + 1}`,
      }));
    }

    test('joins records and clients to nodes by host name, ignoring case, within the wall', async () => {
      const { data, errors } = await fixture.execute(joins, { nodes: nodes(3) });

      assert.equal(errors, undefined);
      const [first, second, third] = data!['_entities'] as Joined[];
      assert.deepEqual(JSON.parse(JSON.stringify(first)), {
        backupRecords: {
          totalCount: 3,
          nodes: [102, 101].map((timestamp) => ({
            timestamp,
            client: { clientId: 'p-1_NODE1', records: { totalCount: 3, nodes: [{ timestamp: 102 }] } },
          })),
        },
        backupClients: [{ clientId: 'p-1_NODE1' }],
      });
      assert.deepEqual([second?.backupRecords.totalCount, second?.backupRecords.nodes[0]?.client], [3, null]);
      assert.equal(third?.backupRecords.totalCount, 0);
    });

    test('asks the database as often for a thousand nodes as for one', async () => {
      const one = await countStatements(() => fixture.execute(joins, { nodes: nodes(1) }));
      const thousand = await countStatements(() => fixture.execute(joins, { nodes: nodes(1000) }));

      assert.equal(thousand.result.errors, undefined);
      assert.equal(one.statements.length, 6);
      assert.equal(thousand.statements.length, 6);
    });

    test('asks once for a thousand records and clients by their ids', async () => {
      const { data } = await fixture.execute(
        '{ backupRecords(filter: {hostName: "node1"}) { nodes { id } } backupClients { nodes { id } } }',
      );
      const { backupRecords, backupClients } = data as unknown as Record<string, { nodes: { id: string }[] }>;
      const known = [
        ...(backupRecords?.nodes.map(({ id }) => ({ __typename: 'BackupRecord', id })) ?? []),
        ...(backupClients?.nodes.map(({ id }) => ({ __typename: 'BackupClient', id })) ?? []),
      ];
      const unknown = Array.from({ length: 1000 }, (_, i) => ({
        __typename: 'BackupRecord',
        id: toGlobalId('BackupRecord', `${i}`),
      }));
      const query =
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on BackupRecord { host: hostName } ... on BackupClient { name: hostName } } }';

      const { statements, result } = await countStatements(() =>
        fixture.execute(query, { r: [...known, ...unknown] }),
      );

      const entities = result.data!['_entities'] as ({ host?: string; name?: string } | null)[];
      assert.deepEqual(
        entities.slice(0, 4).map((entity) => entity?.host ?? entity?.name),
        ['Node1', 'Node1', 'Node1', 'NODE1'],
      );
      assert.ok(entities.slice(4).every((entity) => entity === null));
      assert.equal(statements.length, 2);
    });

    test('creates, changes, replaces and deletes a record for who asks', async () => {
      const create =
        'mutation ($text: String) { createBackupRecord(input: {metadataText: $text}) { record { backupId userId tenantId status metadata backupSizeCompressed backupSizeCompressedBytes encrypted brokenLinks } } }';
      const text =
        '{"container":"c","host_name":"h","backup_name":"b","timestamp":1,"level":0,"backup_size_compressed":1380,"encrypted":"false","broken_links":["a"],"user_id":"forged"}';

      const created = await fixture.execute(create, { text });
      const again = await fixture.execute(create, { text });
      const updated = await fixture.execute(
        'mutation { updateBackupRecord(input: {backupId: "c_h_b_1_0", metadata: {mode: "fs"}, status: ERROR}) { record { mode status backupSizeCompressed } } }',
      );
      const replaced = await fixture.execute(
        'mutation { replaceBackupRecord(input: {backupId: "c_h_b_1_0", metadata: {mode: "mongo"}}) { record { metadata backupSizeCompressed status } } }',
      );
      const gone = await fixture.execute(
        'mutation { a: deleteBackupRecord(input: {backupId: "c_h_b_1_0"}) { deleted } b: deleteBackupRecord(input: {backupId: "c_h_b_1_0"}) { deleted id } }',
      );

      assert.deepEqual(JSON.parse(JSON.stringify(created.data)), {
        createBackupRecord: {
          record: {
            backupId: 'c_h_b_1_0',
            userId: 'u-ann',
            tenantId: 'p-1',
            status: 'AVAILABLE',
            metadata: JSON.parse(text) as object,
            backupSizeCompressed: 1380,
            backupSizeCompressedBytes: 1_447_034_880,
            encrypted: null,
            brokenLinks: ['a'],
          },
        },
      });
      assert.deepEqual(
        again.errors?.map(({ extensions }) => extensions),
        [{ code: 'CONFLICT', backupId: 'c_h_b_1_0' }],
      );
      assert.deepEqual(JSON.parse(JSON.stringify(updated.data)), {
        updateBackupRecord: { record: { mode: 'fs', status: 'ERROR', backupSizeCompressed: 1380 } },
      });
      assert.deepEqual(JSON.parse(JSON.stringify(replaced.data)), {
        replaceBackupRecord: {
          record: { metadata: { mode: 'mongo' }, backupSizeCompressed: null, status: 'ERROR' },
        },
      });
      assert.deepEqual(JSON.parse(JSON.stringify(gone.data)), {
        a: { deleted: true },
        b: { deleted: false, id: null },
      });
    });

    test('searches, filters and pages records', async () => {
      const query =
        'query ($after: String) { backupRecords(first: 2, after: $after, orderBy: TIMESTAMP_DESC, filter: {hostName: "NODE2", timestampFrom: 101, search: {match: [{field: "mode", value: "mysql"}], matchNot: [{field: "level", value: 1}]}}) { totalCount nodes { timestamp } pageInfo { endCursor hasNextPage } } }';

      const first = await fixture.execute(query);
      const { backupRecords } = first.data as unknown as {
        backupRecords: {
          totalCount: number;
          nodes: unknown[];
          pageInfo: { endCursor: string; hasNextPage: boolean };
        };
      };
      const second = await fixture.execute(query, { after: backupRecords.pageInfo.endCursor });

      assert.deepEqual(
        [backupRecords.totalCount, backupRecords.nodes.length, backupRecords.pageInfo.hasNextPage],
        [2, 2, false],
      );
      assert.deepEqual(
        (second.data as unknown as { backupRecords: { nodes: unknown[] } }).backupRecords.nodes,
        [],
      );
    });

    test('refuses what it cannot take with a code and a sentence', async () => {
      const cases = [
        'mutation { createBackupRecord(input: {}) { record { id } } }',
        'mutation { createBackupRecord(input: {metadata: [1]}) { record { id } } }',
        'mutation { createBackupRecord(input: {metadata: {a: 1}, metadataText: "{}"}) { record { id } } }',
        'mutation { updateBackupRecord(input: {metadata: {a: 1}}) { record { id } } }',
        '{ backupRecords(filter: {search: {match: [{field: "a", value: {b: 1}}]}}) { nodes { id } } }',
        '{ backupRecords(first: 1001) { nodes { id } } }',
        '{ backupRecord { id } }',
      ];

      for (const query of cases) {
        const { errors } = await fixture.execute(query);
        assert.deepEqual(
          errors?.map(({ extensions }) => extensions?.['code']),
          ['BAD_USER_INPUT'],
          query,
        );
      }
    });

    test('lets viewers read, operators change and nobody else in', async () => {
      const reader = { ...openViewer, kind: 'account' as const, role: 'viewer' as const };
      const codes = async (viewer: typeof reader | typeof anonymous, query: string): Promise<unknown> =>
        (await fixture.execute(query, {}, viewer)).errors?.map(({ extensions }) => extensions?.['code']);

      assert.equal(
        await codes(reader, '{ backupRecords { nodes { id } } backupClients { nodes { id } } }'),
        undefined,
      );
      assert.deepEqual(
        await codes(reader, 'mutation { deleteBackupRecord(input: {backupId: "x"}) { deleted } }'),
        ['FORBIDDEN'],
      );
      assert.deepEqual(await codes(anonymous, '{ backupRecords { nodes { id } } }'), ['UNAUTHENTICATED']);
    });
  });
}
