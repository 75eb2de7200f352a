import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { createBackupRecord } from '../../subgraphs/metadata/services/create-backup-record.js';
import { deleteBackupRecord } from '../../subgraphs/metadata/services/delete-backup-record.js';
import { documentOfText } from '../../subgraphs/metadata/services/document.js';
import { findBackupRecord } from '../../subgraphs/metadata/services/find-backup-record.js';
import { listBackupRecords } from '../../subgraphs/metadata/services/list-backup-records.js';
import { updateBackupRecord } from '../../subgraphs/metadata/services/update-backup-record.js';
import { cannotRun, engines } from '../support/engines.js';
import {
  ann,
  backupDocument,
  bob,
  dialectViewer,
  openMetadataFixture,
  type MetadataFixture,
} from './metadata-fixture.js';

for (const kind of engines) {
  describe(`backup records on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;

    before(async () => {
      fixture = await openMetadataFixture(kind);
    });
    after(() => fixture.close());

    /** A user nobody else uses, so that tests do not meet. */
    let users = 0;
    function someone(): ReturnType<typeof dialectViewer> {
      return dialectViewer(`user-${++users}`, `project-${users}`);
    }

    test('keep the document as posted, with its owner from the viewer', async () => {
      const text =
        '{"container":"vault","10":1.0,"2":9007199254740993,"user_id":"forged","host_name":"DB1","backup_name":"orders","timestamp":"1700000000","level":0}';

      const created = await createBackupRecord(fixture.parts, documentOfText(text, 1e6), undefined, ann);
      const found = await findBackupRecord(
        fixture.parts,
        { backupId: 'vault_DB1_orders_1700000000_0', userId: 'u-ann' },
        ann,
      );

      assert.deepEqual(found, created);
      assert.equal(found?.metadataText, text);
      assert.deepEqual([found?.userId, found?.userName, found?.tenantId], ['u-ann', 'ann', 'p-1']);
      assert.match(found?.uuid ?? '', /^[0-9a-f]{32}$/);
      assert.equal(found?.status, 'available');
      assert.equal(found?.takenAt?.toISOString(), '2023-11-14T22:13:20.000Z');
    });

    test('are found by backup id and by uuid', async () => {
      const viewer = someone();
      const created = await createBackupRecord(fixture.parts, backupDocument(), undefined, viewer);

      const byUuid = await findBackupRecord(
        fixture.parts,
        { backupId: created.uuid, userId: viewer.userId },
        viewer,
      );
      const byId = await findBackupRecord(fixture.parts, { id: created.id }, viewer);

      assert.equal(byUuid?.backupId, created.backupId);
      assert.equal(byId?.backupId, created.backupId);
    });

    test('answer a second registration by the same user with CONFLICT and take it from another', async () => {
      const [first, second] = [someone(), someone()];
      await createBackupRecord(fixture.parts, backupDocument(), undefined, first);

      const again = createBackupRecord(fixture.parts, backupDocument({ mode: 'fs' }), undefined, first);
      await assert.rejects(again, {
        code: 'CONFLICT',
        message: 'Backup data already existing (vault_db1.example.org_orders_1700000000_0)',
      });
      await createBackupRecord(fixture.parts, backupDocument(), undefined, second);

      const kept = await findBackupRecord(
        fixture.parts,
        { backupId: 'vault_db1.example.org_orders_1700000000_0', userId: first.userId },
        first,
      );
      assert.equal(kept?.mode, 'mysql');
    });

    test('let one of twenty identical registrations at once through', async () => {
      const viewer = someone();

      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () =>
          createBackupRecord(fixture.parts, backupDocument(), undefined, viewer),
        ),
      );

      const refused = outcomes
        .filter((outcome) => outcome.status === 'rejected')
        .map((outcome) => (outcome.reason as { code: string }).code);
      assert.deepEqual(refused, Array(19).fill('CONFLICT'));
    });

    test('lose no change when many merge at once', async () => {
      const viewer = someone();
      const { backupId } = await createBackupRecord(fixture.parts, backupDocument(), undefined, viewer);
      const merge = (i: number): Promise<unknown> =>
        updateBackupRecord(
          fixture.parts,
          { backupId, userId: viewer.userId },
          { kind: 'merge', document: documentOfText(`{"part${i}":${i}}`, 1e6) },
          viewer,
        );

      await Promise.all(Array.from({ length: 12 }, (_, i) => merge(i)));

      const found = await findBackupRecord(fixture.parts, { backupId, userId: viewer.userId }, viewer);
      assert.equal(Object.keys(found?.metadata ?? {}).filter((key) => key.startsWith('part')).length, 12);
    });

    test('are merged in place, replaced whole, and keep their identity', async () => {
      const viewer = someone();
      const { backupId } = await createBackupRecord(
        fixture.parts,
        backupDocument({ total_fs_files: 812 }),
        undefined,
        viewer,
      );
      const locator = { backupId, userId: viewer.userId };
      const change = (kind: 'merge' | 'replace', text: string): ReturnType<typeof updateBackupRecord> =>
        updateBackupRecord(fixture.parts, locator, { kind, document: documentOfText(text, 1e6) }, viewer);

      const merged = await change('merge', '{"total_fs_files":813,"new":null}');
      const replaced = await change('replace', '{"mode":"fs"}');
      await assert.rejects(change('merge', '{"host_name":"other"}'), { code: 'BAD_USER_INPUT' });
      const failed = await updateBackupRecord(
        fixture.parts,
        locator,
        { kind: 'merge', status: 'error' },
        viewer,
      );

      assert.ok(merged.metadataText.endsWith('"total_fs_files":813,"new":null}'));
      assert.equal(replaced.metadataText, '{"mode":"fs"}');
      assert.deepEqual(
        [failed.backupId, failed.hostName, failed.status, failed.mode],
        [backupId, 'db1.example.org', 'error', 'fs'],
      );
    });

    test('are gone for good once deleted, and deleting nothing is no error', async () => {
      const viewer = someone();
      const { backupId } = await createBackupRecord(fixture.parts, backupDocument(), undefined, viewer);
      const locator = { backupId, userId: viewer.userId };

      const first = await deleteBackupRecord(fixture.parts, locator, viewer);
      const second = await deleteBackupRecord(fixture.parts, locator, viewer);
      const { rows } = await sql`select from metadata.backup_record where user_id = ${viewer.userId}`.execute(
        fixture.parts.store.sql,
      );

      assert.equal(first?.backupId, backupId);
      assert.equal(second, null);
      assert.equal(rows.length, 0);
      await assert.rejects(updateBackupRecord(fixture.parts, locator, { kind: 'merge' }, viewer), {
        code: 'NOT_FOUND',
      });
    });

    test('are seen by their user and their project only', async () => {
      const [owner, colleague] = [dialectViewer('wall-1', 'wall'), dialectViewer('wall-2', 'wall')];
      const { id, backupId } = await createBackupRecord(fixture.parts, backupDocument(), undefined, owner);
      const ownElsewhere = dialectViewer('wall-1', 'other-project');
      const account = { ...openViewer, kind: 'account' as const };

      const seenBy = (viewer: typeof account | typeof owner): Promise<unknown> =>
        findBackupRecord(fixture.parts, { id }, viewer);

      for (const viewer of [owner, colleague, ownElsewhere, account, { ...account, tenantId: 'wall' }])
        assert.ok(await seenBy(viewer));
      for (const viewer of [bob, dialectViewer('u', null), { ...account, tenantId: 'p-2', userId: 'wall-1' }])
        assert.equal(await seenBy(viewer), null);
      assert.equal(await findBackupRecord(fixture.parts, { backupId, userId: 'wall-1' }, bob), null);
      await assert.rejects(
        updateBackupRecord(fixture.parts, { id }, { kind: 'merge', status: 'error' }, bob),
        { code: 'NOT_FOUND' },
      );
      assert.equal(await deleteBackupRecord(fixture.parts, { id }, bob), null);
    });

    test('ask for the user where several have the id', async () => {
      const document = backupDocument({ container: 'shared' });
      const [one, two] = [dialectViewer('several-1', 'several'), dialectViewer('several-2', 'several')];
      const { backupId } = await createBackupRecord(fixture.parts, document, undefined, one);
      await createBackupRecord(fixture.parts, document, undefined, two);

      const found = await findBackupRecord(fixture.parts, { backupId, userId: 'several-2' }, openViewer);

      await assert.rejects(findBackupRecord(fixture.parts, { backupId }, openViewer), {
        code: 'BAD_USER_INPUT',
      });
      assert.equal(found?.userId, 'several-2');
    });

    test('never match a name the database cannot hold', async () => {
      for (const locator of [{ id: 'x\0' }, { backupId: 'a\0b' }, { backupId: 'a', userId: '\ud800' }]) {
        assert.equal(await findBackupRecord(fixture.parts, locator, ann), null);
      }
    });

    test('belong to the session of the newest full backup that is not later', async () => {
      const viewer = someone();
      const at = (timestamp: number, level: number, more: object = {}): Promise<{ backupId: string }> =>
        createBackupRecord(fixture.parts, backupDocument({ timestamp, level, ...more }), undefined, viewer);
      const sessions = async (): Promise<unknown[]> => {
        const page = await listBackupRecords(
          fixture.parts,
          { userId: viewer.userId },
          'TIMESTAMP_ASC',
          {},
          viewer,
        );
        return page.nodes.map((record) => [record.timestamp, record.backupSession]);
      };

      await at(150, 1);
      await at(350, 1, { backup_session: 42 });
      assert.deepEqual(await sessions(), [
        [150, null],
        [350, 42],
      ]);

      await at(100, 0);
      await at(250, 1);
      const { backupId } = await at(200, 0);
      assert.deepEqual(await sessions(), [
        [100, 100],
        [150, 100],
        [200, 200],
        [250, 200],
        [350, 42],
      ]);

      await deleteBackupRecord(fixture.parts, { backupId, userId: viewer.userId }, viewer);
      assert.deepEqual(await sessions(), [
        [100, 100],
        [150, 100],
        [250, 100],
        [350, 42],
      ]);
    });

    test('log each change with its transaction', async () => {
      const viewer = someone();
      const { head } = await fixture.events.log.range('metadata');
      const { uuid, backupId } = await createBackupRecord(fixture.parts, backupDocument(), undefined, viewer);
      const locator = { backupId, userId: viewer.userId };
      await assert.rejects(createBackupRecord(fixture.parts, backupDocument(), undefined, viewer));
      await updateBackupRecord(fixture.parts, locator, { kind: 'merge', status: 'error' }, viewer);
      await deleteBackupRecord(fixture.parts, locator, viewer);

      const logged = await fixture.events.log.read('metadata', head, 10);

      assert.deepEqual(
        logged.map((event) => event.kind),
        ['backup-record.created', 'backup-record.changed', 'backup-record.removed'],
      );
      assert.deepEqual(new Set(logged.map((event) => event.subject)), new Set([uuid]));
      assert.ok(logged.every((event) => event.tenantId === viewer.tenantId));
    });
  });
}

test('the entities have the columns of the migrations', async () => {
  const fixture = await openMetadataFixture('embedded');

  const difference = await fixture.parts.store.orm.schema.getUpdateSchemaSQL({ wrap: false });
  await fixture.close();

  const columns = difference.split('\n').filter((line) => /(add|drop column|alter column) "/.test(line));
  // The ORM writes identity columns and defaults of its own way; both are the migration's business.
  assert.deepEqual(
    columns.filter((line) => !/"seq"|drop default/.test(line)),
    [],
  );
});
