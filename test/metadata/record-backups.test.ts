import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { BackupRecord } from '../../subgraphs/metadata/entities/backup-record.js';
import { listBackupRecords } from '../../subgraphs/metadata/services/list-backup-records.js';
import { RecordBackups } from '../../subgraphs/metadata/services/record-backups.js';
import { cannotRun, engines, silentLog } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';
import { openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';

for (const kind of engines) {
  describe(`records of finished backups (${kind})`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;
    before(async () => (fixture = await openMetadataFixture(kind)));
    after(() => fixture.close());

    const stored = (changes: Readonly<Record<string, unknown>>): Promise<void> =>
      fixture.parts.store.transaction((tx) => {
        const payload = { ...backup, ...changes };
        const event = { subgraph: 'backup', kind: 'backup.stored', subject: payload.guid };
        fixture.events.emit(tx, { ...event, tenantId: 'p-1', payload });
        return Promise.resolve();
      });
    const recorded = async (vmName: string): Promise<readonly BackupRecord[]> => {
      const filter = { userId: 'keeper', hostName: vmName };
      const page = await listBackupRecords(fixture.parts, filter, 'INSERTED_ASC', { first: 10 }, openViewer);
      return page.nodes;
    };
    const record = async (t: TestContext): Promise<RecordBackups> => {
      const recording = new RecordBackups(fixture.parts, silentLog, 'keeper');
      t.after(() => recording.stop());
      await recording.start();
      return recording;
    };

    test('appear under the name of the machine, for the user it is set to and in the tenant', async (t) => {
      await record(t);
      await stored({ guid: 'b-1', vmName: 'erp-db-02' });

      const made = await waitFor('the record', async () => (await recorded('ERP-db-02'))[0]);

      const { backupId, tenantId, status, metadata } = made;
      assert.deepEqual(
        [backupId, tenantId, status],
        ['vault_erp-db-02_nightly_1767312005_2', 'p-1', 'available'],
      );
      assert.partialDeepStrictEqual(metadata, {
        backup_size_uncompressed: 42_950,
        infragraph_backup: 'b-1',
      });
    });

    test('are made once, however many processes make them and however often they hear of it', async (t) => {
      await record(t);
      await record(t);
      await stored({ guid: 'b-2', vmName: 'twice' });
      await stored({ guid: 'b-2', vmName: 'twice' });
      await stored({ guid: 'b-3', vmName: 'last' });

      await waitFor('the last record', async () => (await recorded('last')).length > 0);

      assert.equal((await recorded('twice')).length, 1);
    });

    test('are made of what was stored while nobody listened', async (t) => {
      await (await record(t)).stop();
      await stored({ guid: 'b-4', vmName: 'meanwhile' });

      await record(t);

      await waitFor('the record', async () => (await recorded('meanwhile')).length > 0);
    });

    test('do not end with one that cannot be written', async (t) => {
      await record(t);
      await stored({ guid: 'b-5', vmName: 'x'.repeat(600) });
      await stored({ guid: 'b-6', vmName: 17 });
      await stored({ guid: 'b-7', vmName: 'after' });

      await waitFor('the record', async () => (await recorded('after')).length > 0);
    });
  });
}

const backup = {
  guid: '',
  vmName: '',
  series: 'nightly',
  destination: 'vault',
  snapshotTime: '2026-01-02T00:00:05.000Z',
  level: 2,
  size: 42_949_672_960,
  storedSize: 3_411_000_000,
};
