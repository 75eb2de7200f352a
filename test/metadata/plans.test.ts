import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { clientsOfHosts } from '../../subgraphs/metadata/services/clients-of-hosts.js';
import { findBackupClient } from '../../subgraphs/metadata/services/find-backup-client.js';
import { findBackupRecord } from '../../subgraphs/metadata/services/find-backup-record.js';
import { listBackupClients } from '../../subgraphs/metadata/services/list-backup-clients.js';
import { listBackupRecords } from '../../subgraphs/metadata/services/list-backup-records.js';
import type { MetadataParts } from '../../subgraphs/metadata/services/parts.js';
import { recordSearchIndex } from '../../subgraphs/metadata/services/record-search-index.js';
import type { RecordFilter } from '../../subgraphs/metadata/services/record-conditions.js';
import type { RecordOrder } from '../../subgraphs/metadata/services/record-order.js';
import { recordsOfHosts } from '../../subgraphs/metadata/services/records-of-hosts.js';
import { searchIndexOf } from '../../subgraphs/metadata/services/search-index.js';
import { cannotRun } from '../support/engines.js';
import { explained } from './explained-store.js';
import { dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';

const rows = 50_000;
const viewer = dialectViewer('user-7', 'project-1');

describe('with 50,000 records and clients, PostgreSQL', { skip: cannotRun('server') }, () => {
  let fixture: MetadataFixture;

  before(async () => {
    fixture = await openMetadataFixture('server');
    await fill(fixture.parts);
  });
  after(() => fixture.close());

  const list =
    (filter: RecordFilter, page: object = {}, orderBy: RecordOrder = 'INSERTED_ASC', asker = viewer) =>
    (parts: MetadataParts): Promise<unknown> =>
      listBackupRecords(parts, filter, orderBy, { first: 10, ...page }, asker);
  const mine = { userId: viewer.userId };
  const ours = { tenantId: 'project-1' };
  const hosts = Array.from({ length: 1000 }, (_, i) => ({ hostKey: `host${i}.example.org`, userId: null }));

  const cases: readonly [title: string, work: (parts: MetadataParts) => Promise<unknown>, index: RegExp][] = [
    ["lists a user's records by the index of users", list(mine), /^backup_record_user/],
    [
      'continues behind a marker by the index of users',
      list(mine, { marker: 'vault7_host7.example.org_daily_10007_0' }),
      /^backup_record_(user|owner)/,
    ],
    [
      "lists a project's records by the index of projects",
      list({ tenantId: 'project-1' }, {}, 'INSERTED_ASC', openViewer),
      /^backup_record_project/,
    ],
    [
      'takes a window of time of a user from the index',
      list({ ...mine, timestampFrom: 20_000, timestampTo: 20_100 }),
      /^backup_record_user_time|backup_record_time/,
    ],
    [
      "lists the records of a caller's project by the index of projects",
      list(ours),
      /^backup_record_project/,
    ],
    [
      "continues behind a marker in a caller's project without reading all",
      list(ours, { marker: (1001).toString(16).padStart(32, '0') }),
      /^backup_record_(project|uuid)/,
    ],
    [
      "takes a window of time of a caller's project from the index",
      list({ ...ours, timestampFrom: 20_000, timestampTo: 20_100 }),
      /^backup_record_(project_time|time)/,
    ],
    [
      "finds a rare word in a caller's project by the search index",
      list({ ...ours, search: { match: [{ field: '_all', value: 'word1001' }] } }),
      /^backup_record_search/,
    ],
    [
      "finds a container in a caller's project by an index",
      list({ ...ours, container: 'vault1' }),
      /^backup_record_(container|project)/,
    ],
    [
      "finds one record of a caller's project by its random id",
      (parts) =>
        findBackupRecord(parts, { backupId: (1001).toString(16).padStart(32, '0'), ...ours }, viewer),
      /^backup_record_uuid/,
    ],
    [
      "lists the clients of a caller's project by the index of projects",
      (parts) => listBackupClients(parts, ours, 'INSERTED_ASC', { first: 10 }, viewer),
      /^backup_client_project/,
    ],
    [
      "finds one client of a caller's project by its id",
      (parts) => findBackupClient(parts, { clientId: 'c-1001', ...ours }, viewer),
      /^backup_client_id/,
    ],
    [
      'takes the newest of all from the index of times',
      list({}, {}, 'TIMESTAMP_DESC', openViewer),
      /^backup_record_time/,
    ],
    [
      'finds a rare word under a field by the search index',
      list({ ...mine, search: { match: [{ field: 'note', value: 'word1207' }] } }),
      /^backup_record_search/,
    ],
    [
      'finds a rare word anywhere by the search index',
      list({ search: { match: [{ field: '_all', value: 'WORD1207' }] } }, {}, 'INSERTED_ASC', openViewer),
      /^backup_record_search/,
    ],
    [
      'finds a number by the search index',
      list(
        { search: { match: [{ field: 'total_fs_files', value: 40_321 }] } },
        {},
        'INSERTED_ASC',
        openViewer,
      ),
      /^backup_record_search/,
    ],
    [
      'finds a path by the search index',
      list(
        { search: { match: [{ field: 'fs_real_path', value: '/srv/dir1207/data' }] } },
        {},
        'INSERTED_ASC',
        openViewer,
      ),
      /^backup_record_search/,
    ],
    [
      'finds the records of a host by the index of hosts',
      list({ hostName: 'HOST3.example.org' }, {}, 'TIMESTAMP_DESC', openViewer),
      /^backup_record_host/,
    ],
    [
      'finds the records of a container by the index of containers',
      list({ container: 'vault31' }, {}, 'INSERTED_ASC', openViewer),
      /^backup_record_container/,
    ],
    [
      'finds one record by its backup id',
      (parts) =>
        findBackupRecord(parts, { backupId: 'vault7_host7.example.org_daily_10007_0', ...mine }, viewer),
      /^backup_record_owner/,
    ],
    [
      'joins the records of a thousand hosts by the index of hosts',
      (parts) =>
        recordsOfHosts(
          parts,
          hosts,
          { filter: {}, orderBy: 'TIMESTAMP_DESC', page: { first: 3 } },
          openViewer,
          () => Promise.resolve(0),
        ),
      /^backup_record_host/,
    ],
    [
      'joins the clients of a thousand hosts by the index of hosts',
      (parts) => clientsOfHosts(parts, hosts, openViewer),
      /^backup_client_host/,
    ],
    [
      "lists a user's clients by the index of users",
      (parts) => listBackupClients(parts, mine, 'INSERTED_ASC', { first: 10 }, viewer),
      /^backup_client_user/,
    ],
    [
      'finds a word of a client by the search index',
      (parts) =>
        listBackupClients(
          parts,
          { search: { match: [{ field: 'description', value: 'client1207' }] } },
          'INSERTED_ASC',
          { first: 10 },
          openViewer,
        ),
      /^backup_client_search/,
    ],
  ];
  for (const [title, work, index] of cases) {
    test(title, async () => {
      const plans = await explained(fixture.parts, work);

      assert.deepEqual(plans.scanned, []);
      assert.ok(
        plans.indexes.some((name) => index.test(name)),
        plans.indexes.join(', '),
      );
    });
  }
});

/** 100 users, 1000 projects, 2000 hosts, 500 containers; one record a second. */
async function fill({ store }: MetadataParts): Promise<void> {
  for (let start = 0; start < rows; start += 1000) {
    const numbers = Array.from({ length: 1000 }, (_, i) => start + i);
    const records = numbers.map((n) => {
      const host = `host${n % 2000}.example.org`;
      const identity = {
        container: `vault${n % 500}`,
        host_name: host,
        backup_name: 'daily',
        timestamp: 10_000 + n,
        level: 0,
      };
      const document = {
        ...identity,
        total_fs_files: n,
        fs_real_path: `/srv/dir${n % 5000}/data`,
        note: `word${n % 5000}`,
      };
      const head = {
        backupId: `vault${n % 500}_${host}_daily_${10_000 + n}_0`,
        uuid: n.toString(16).padStart(32, '0'),
        userId: `user-${n % 100}`,
        userName: null,
        projectId: `project-${n % 1000}`,
        status: 'available' as const,
      };
      const { keys, phrases } = recordSearchIndex(head, document);
      return sql`(${head.uuid}, ${head.backupId}, ${head.userId}, ${head.projectId}, 'available', ${identity.container}, ${host}, ${host}, 'daily',
        ${identity.timestamp}::bigint, 0, ${identity.timestamp}::bigint, false, ${JSON.stringify(document)}::json, ${keys}::text[], ${phrases}::text[])`;
    });
    await sql`insert into metadata.backup_record (backup_uuid, backup_id, user_id, project_id, status, container, host_name, host_key,
      backup_name, backup_time, level, session_time, session_posted, document, search, phrases) values ${sql.join(records)}`.execute(
      store.sql,
    );
    const clients = numbers.map((n) => {
      const host = `host${n % 2000}.example.org`;
      const { keys, phrases } = searchIndexOf({
        client: { client_id: `c-${n}`, description: `client${n % 5000}` },
      });
      return sql`(${`c-${n}`}, ${`user-${n % 100}`}, ${`project-${n % 1000}`}, ${host}, ${host}, '{}', ${keys}::text[], ${phrases}::text[])`;
    });
    await sql`insert into metadata.backup_client (client_id, user_id, project_id, host_name, host_key, document, search, phrases)
      values ${sql.join(clients)}`.execute(store.sql);
  }
  await sql`vacuum analyze metadata.backup_record`.execute(store.sql);
  await sql`vacuum analyze metadata.backup_client`.execute(store.sql);
}
