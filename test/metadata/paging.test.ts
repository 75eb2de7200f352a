import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createBackupClient } from '../../subgraphs/metadata/services/create-backup-client.js';
import { createBackupRecord } from '../../subgraphs/metadata/services/create-backup-record.js';
import { deleteBackupRecord } from '../../subgraphs/metadata/services/delete-backup-record.js';
import { documentOfValue } from '../../subgraphs/metadata/services/document.js';
import { listBackupClients } from '../../subgraphs/metadata/services/list-backup-clients.js';
import { listBackupRecords } from '../../subgraphs/metadata/services/list-backup-records.js';
import { cannotRun, engines } from '../support/engines.js';
import {
  backupDocument,
  bob,
  dialectViewer,
  openMetadataFixture,
  type MetadataFixture,
} from './metadata-fixture.js';

for (const kind of engines) {
  describe(`lists on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;
    let users = 0;

    before(async () => {
      fixture = await openMetadataFixture(kind);
    });
    after(() => fixture.close());

    /** A user with `count` backups, registered latest first. */
    async function someoneWith(count: number): Promise<ReturnType<typeof dialectViewer>> {
      const viewer = dialectViewer(`pager-${++users}`, null);
      for (let n = 0; n < count; n++)
        await createBackupRecord(fixture.parts, backupDocument({ timestamp: 1000 - n }), undefined, viewer);
      return viewer;
    }

    test('walk by marker in the order of registration, each row once, though rows come and go', async () => {
      const viewer = await someoneWith(9);
      const seen: (number | string)[] = [];

      for (let marker: string | null = null; ;) {
        const page = await listBackupRecords(
          fixture.parts,
          { userId: viewer.userId },
          'INSERTED_ASC',
          { first: 2, marker },
          viewer,
        );
        const last = page.nodes.at(-1);
        if (!last) break;
        seen.push(...page.nodes.map((record) => record.timestamp));
        marker = last.backupId;
        const [first] = page.nodes;
        if (first && first !== last) await deleteBackupRecord(fixture.parts, { id: first.id }, viewer);
        if (seen.length === 4)
          await createBackupRecord(fixture.parts, backupDocument({ timestamp: 5000 }), undefined, viewer);
      }

      assert.deepEqual(seen, [1000, 999, 998, 997, 996, 995, 994, 993, 992, 5000]);
    });

    test('take the marker first and then the offset', async () => {
      const viewer = await someoneWith(6);
      const marker = 'vault_db1.example.org_orders_999_0';

      const page = await listBackupRecords(
        fixture.parts,
        { userId: viewer.userId },
        'INSERTED_ASC',
        { first: 2, marker, offset: 1 },
        viewer,
      );

      assert.deepEqual(
        page.nodes.map((record) => record.timestamp),
        [997, 996],
      );
    });

    test('take a uuid for a marker, in any order', async () => {
      const viewer = await someoneWith(4);
      const all = await listBackupRecords(
        fixture.parts,
        { userId: viewer.userId },
        'TIMESTAMP_DESC',
        {},
        viewer,
      );

      const behind = await listBackupRecords(
        fixture.parts,
        { userId: viewer.userId },
        'TIMESTAMP_DESC',
        { marker: all.nodes[1]!.uuid },
        viewer,
      );

      assert.deepEqual(
        behind.nodes.map((record) => record.timestamp),
        [998, 997],
      );
    });

    test('refuse an unknown marker, and that of somebody else', async () => {
      const viewer = await someoneWith(1);

      for (const [marker, asker] of [
        ['no-such', viewer],
        ['vault_db1.example.org_orders_1000_0', bob],
      ] as const) {
        const page = listBackupRecords(
          fixture.parts,
          { userId: asker.userId },
          'INSERTED_ASC',
          { marker },
          asker,
        );
        await assert.rejects(page, {
          code: 'BAD_USER_INPUT',
          message: 'The marker names no backup record of yours.',
        });
      }
    });

    test('count only when asked and tell what lies before and behind', async () => {
      const viewer = await someoneWith(5);

      const page = await listBackupRecords(
        fixture.parts,
        { userId: viewer.userId },
        'INSERTED_ASC',
        { first: 2, offset: 1 },
        viewer,
      );

      assert.deepEqual([page.pageInfo.hasNextPage, page.pageInfo.hasPreviousPage], [true, true]);
      assert.equal(await page.countAll(), 5);
    });

    test('show what was registered at once, in the order it became visible', async () => {
      const viewer = dialectViewer('parallel', null);
      await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          createBackupRecord(fixture.parts, backupDocument({ timestamp: n }), undefined, viewer),
        ),
      );

      const page = await listBackupRecords(
        fixture.parts,
        { userId: 'parallel' },
        'INSERTED_ASC',
        { first: 100 },
        viewer,
      );
      const logged = await fixture.events.log.read('metadata', 0, 1000);

      const created = logged
        .filter((event) => event.payload['userId'] === 'parallel')
        .map((event) => event.subject);
      assert.deepEqual(
        page.nodes.map((record) => record.uuid),
        created,
      );
    });

    test('of clients walk by marker too', async () => {
      const viewer = dialectViewer('with-clients', 'p-c');
      for (const id of ['c', 'a', 'b'])
        await createBackupClient(fixture.parts, documentOfValue({ client_id: id }, 1e6), viewer);

      const behind = await listBackupClients(
        fixture.parts,
        { userId: viewer.userId },
        'INSERTED_ASC',
        { marker: 'c' },
        viewer,
      );
      const unknown = listBackupClients(
        fixture.parts,
        { userId: viewer.userId },
        'INSERTED_ASC',
        { marker: 'd' },
        viewer,
      );

      assert.deepEqual(
        behind.nodes.map((client) => client.clientId),
        ['a', 'b'],
      );
      await assert.rejects(unknown, { code: 'BAD_USER_INPUT' });
    });
  });
}
