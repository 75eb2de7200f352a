import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { presentLocation } from '../../subgraphs/backup/services/restore-source.js';
import { cleanBackupsWork } from '../../subgraphs/backup/tasks/clean-destination.js';
import { cleanSnapshotsWork } from '../../subgraphs/backup/tasks/clean-snapshot.js';
import { deleteWork } from '../../subgraphs/backup/tasks/delete.js';
import { exportWork } from '../../subgraphs/backup/tasks/export.js';
import { importWork } from '../../subgraphs/backup/tasks/import.js';
import { restoreWork } from '../../subgraphs/backup/tasks/restore.js';
import { storeWork } from '../../subgraphs/backup/tasks/store.js';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { cannotRun, engines } from '../support/engines.js';
import { DataHouse, FakeRun } from './data-house.js';
import { temporaryFolder } from './disk-fixture.js';

interface GuidPage {
  list: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string };
    nodes: { guid: string }[];
  };
}

interface BackupRow {
  type: string;
  status_info: string | null;
  size: string;
  effective_size: string;
  parent_guid: string | null;
  warnings: string[];
}

for (const kind of engines) {
  describe(`data of backups on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    const cleanUps: (() => Promise<void>)[] = [];
    let root = '';
    let house: DataHouse;

    before(async () => {
      root = await temporaryFolder({ after: (work) => void cleanUps.push(work) });
      house = await DataHouse.open(kind, root);
    });

    after(async () => {
      await house.close();
      for (const work of cleanUps) await work();
    });

    async function backUp(type: 'FULL' | 'INCREMENTAL', run = new FakeRun()): Promise<string> {
      const backupGuid = await house.backup(type);
      await house.run(exportWork, { backupGuid }, run);
      await house.run(storeWork, { backupGuid });
      await house.succeed(backupGuid);
      return backupGuid;
    }

    function row(guid: string): Promise<BackupRow> {
      return house.one(sql<BackupRow>`
        select type, status_info, size, effective_size, parent_guid, warnings from backup.backup where guid = ${guid}`);
    }

    async function restored(guid: string): Promise<string[]> {
      const locationGuid = (await presentLocation(house.parts, guid)) ?? '';
      const run = new FakeRun({ restore: { mode: 'RESTORE', locationGuid, path: guid } });
      await house.run(restoreWork, { backupGuid: guid, restoreJobGuid: crypto.randomUUID() }, run);
      assert.equal(run.told.at(-1)?.done, 7_000_000);
      return Promise.all(
        [0, 1].map(async (i) =>
          createHash('sha256')
            .update(await readFile(join(root, 'restored', guid, `disk-${i}.raw`)))
            .digest('hex'),
        ),
      );
    }

    async function snapshots(): Promise<number> {
      const { n } = await house.one(
        sql<{ n: number }>`select count(*)::int as n from backup.snapshot where status = 'PRESENT'`,
      );
      return n;
    }

    it('makes a full backup where an incremental is not possible, and says why', async () => {
      const run = new FakeRun();

      const guid = await backUp('INCREMENTAL', run);

      const { type, status_info, warnings, size } = await row(guid);
      assert.deepEqual([type, Number(size)], ['FULL', 7_000_000]);
      assert.equal(status_info, 'Made as a full backup: the machine has no backup policy.');
      assert.deepEqual(warnings, [status_info]);
      assert.deepEqual(await restored(guid), await house.contents());
      assert.equal(await snapshots(), 0);
      assert.equal(run.told.at(-1)?.total, 7_000_000);
      assert.ok((run.told.at(-1)?.rate ?? 0) > 0);
    });

    it('gives back a machine after a full backup and nine incrementals with changes between', async () => {
      await house.schedule();
      const contents = new Map([[await backUp('FULL'), await house.contents()]]);
      for (let round = 0; round < 9; round++) {
        await house.write(round % 2, round * 300_001, randomBytes(round * 1000 + 1));
        if (round === 5) await house.write(0, 1_000_000, Buffer.alloc(1_500_000));
        contents.set(await backUp('INCREMENTAL'), await house.contents());
      }

      for (const [guid, sums] of contents) assert.deepEqual(await restored(guid), sums);

      const [full = '', ...incrementals] = contents.keys();
      const rows = await Promise.all(incrementals.map(row));
      assert.ok(
        rows.every(
          ({ type, effective_size }) => type === 'INCREMENTAL' && Number(effective_size) < 7_000_000,
        ),
      );
      assert.deepEqual(
        rows.map(({ parent_guid }) => parent_guid),
        [full, ...incrementals.slice(0, -1)],
      );
      assert.equal(await snapshots(), 2);
      await house.run(cleanSnapshotsWork, {});
      assert.equal(await snapshots(), 1);
    });

    it('makes a machine of the newest backup, once, whatever breaks it off', async (t: TestContext) => {
      const { guid } = await house.one(
        sql<{ guid: string }>`select guid from backup.backup order by snapshot_time desc limit 1`,
      );
      const locationGuid = (await presentLocation(house.parts, guid)) ?? '';
      const job = crypto.randomUUID();
      await sql`insert into backup.restore_job (guid, backup_guid, vm_name, workflow, restore_type, status, restore_time)
        values (${job}, ${guid}, 'again', ${job}, 'RESTORE_AND_IMPORT', 'INPROGRESS', now())`.execute(
        house.sql,
      );
      const input = { restore: { mode: 'IMPORT' as const, locationGuid, name: 'again', powerOn: true } };
      await house.run(restoreWork, { backupGuid: guid, restoreJobGuid: job }, new FakeRun(input));
      const finish = t.mock.method(house.driver, 'finishMachine', () => Promise.reject(new Error('dies')), {
        times: 1,
      });
      const discard = t.mock.method(house.driver, 'discardMachine');
      const facts = { backupGuid: guid, restoreJobGuid: job };
      await assert.rejects(house.run(importWork, facts, new FakeRun(input)), /dies/);
      const inventory = async () =>
        (await house.driver.inventory(AbortSignal.timeout(10_000))).machines ?? [];
      const before = (await inventory()).length;

      const task = new FakeRun(input);
      await house.run(importWork, facts, task);

      assert.equal(finish.mock.callCount(), 1);
      assert.equal(discard.mock.callCount(), 1);
      const machines = await inventory();
      assert.equal(machines.length, before + 1);
      const made = machines.find(({ name }) => name === 'again');
      const { restored_uuid } = await house.one(
        sql<{ restored_uuid: string }>`select restored_uuid from backup.restore_job where guid = ${job}`,
      );
      assert.equal(restored_uuid, made?.uuid);
      assert.deepEqual(await house.contents(made?.uuid, made?.disks), await house.contents());
    });

    it('falls back to a full backup when the snapshot of the last one is gone', async () => {
      await sql`update backup.snapshot set status = 'REMOVED'`.execute(house.sql);

      const guid = await backUp('INCREMENTAL');

      const { type, status_info } = await row(guid);
      assert.equal(type, 'FULL');
      assert.equal(
        status_info,
        'Made as a full backup: the snapshot of the previous backup no longer exists.',
      );
    });

    it('leaves out excluded disks and takes them whole when they come back', async () => {
      await sql`update backup.virtual_disk set excluded_from_backup = true where position = 1`.execute(
        house.sql,
      );
      const without = await backUp('INCREMENTAL');
      await sql`update backup.virtual_disk set excluded_from_backup = false`.execute(house.sql);

      const guid = await backUp('INCREMENTAL');

      assert.deepEqual(
        [(await row(without)).type, Number((await row(without)).size)],
        ['INCREMENTAL', 3_500_000],
      );
      assert.equal(Number((await row(guid)).effective_size), 3_500_000);
      assert.deepEqual(await restored(guid), await house.contents());
    });

    it('fails the place that is full and keeps the backup in the other', async () => {
      const small = await house.addDestination('small', 1000);
      const backupGuid = await house.backup('FULL', [house.destination, small]);
      await house.run(exportWork, { backupGuid });

      await house.run(storeWork, { backupGuid });

      const { rows } = await sql<{ status: string }>`
        select status from backup.backup_location where backup_guid = ${backupGuid} order by role_type`.execute(
        house.sql,
      );
      assert.deepEqual(
        rows.map(({ status }) => status),
        ['PRESENT', 'FAILED'],
      );
      assert.deepEqual((await row(backupGuid)).warnings, ['The destination "small" has no space left.']);
      await house.succeed(backupGuid);
    });

    it('fails when no place can take the backup, and stores it from staging when one can again', async () => {
      const gone = await house.addDestination('gone');
      await rm(join(root, 'gone'), { recursive: true });
      const backupGuid = await house.backup('FULL', [gone]);
      await house.run(exportWork, { backupGuid });

      await assert.rejects(house.run(storeWork, { backupGuid }), {
        extensions: { code: 'BACKEND_ERROR', reason: 'GONE' },
      });
      await sql`update backup.destination set path = ${join(root, 'vault')}, guid = guid where guid = ${gone}`.execute(
        house.sql,
      );
      await assert.rejects(house.run(storeWork, { backupGuid }), {
        extensions: { code: 'BACKEND_ERROR', reason: 'FOREIGN' },
      });
      await sql`update backup.backup_location set destination_guid = ${house.destination} where backup_guid = ${backupGuid}`.execute(
        house.sql,
      );
      await house.run(storeWork, { backupGuid });

      assert.deepEqual(await restored(backupGuid), await house.contents());
      await house.succeed(backupGuid);
    });

    it('removes a backup only when nothing builds on it', async () => {
      const first = await backUp('FULL');
      const second = await backUp('INCREMENTAL');

      await assert.rejects(house.run(deleteWork, { backupGuid: first }), {
        extensions: { code: 'CONFLICT', reason: 'IN_USE' },
      });
      assert.deepEqual(await restored(second), await house.contents());
      await house.run(deleteWork, { backupGuid: second });
      await house.run(deleteWork, { backupGuid: first });

      const { rows } = await sql<{ status: string; place: string; path: string | null }>`
        select b.status, l.status as place, l.path from backup.backup b join backup.backup_location l on l.backup_guid = b.guid
        where b.guid in (${first}, ${second})`.execute(house.sql);
      assert.deepEqual(rows, Array(2).fill({ status: 'SUCCESS_REMOVED', place: 'REMOVED', path: null }));
      const folders = await readdir(join(root, 'vault', house.machine.guid));
      assert.ok(!folders.includes(first) && !folders.includes(second));
    });

    it('removes what retention gives up, marked ones at once, and what broken work left', async () => {
      const [kept, marked] = [await backUp('FULL'), await backUp('FULL')];
      await sql`update backup.backup_location set retention_hint = 'TO_REMOVE' where backup_guid = ${marked}`.execute(
        house.sql,
      );
      await mkdir(join(root, 'vault', house.machine.guid, `.partial-${crypto.randomUUID()}-1`));
      await mkdir(join(root, 'staging', crypto.randomUUID()), { recursive: true });

      const result = await house.run(cleanBackupsWork, { destinationGuid: house.destination });

      assert.deepEqual([result?.['removed'], result?.['leftovers']], [1, 2]);
      const folders = await readdir(join(root, 'vault', house.machine.guid));
      assert.ok(
        folders.includes(kept) && !folders.includes(marked) && folders.every((name) => !name.startsWith('.')),
      );
      const { used, fault } = await house.one(sql<{ used: string; fault: string | null }>`
        select total_used_space as used, fault from backup.destination where guid = ${house.destination}`);
      assert.ok(Number(used) > 0 && fault === null);
    });

    it('goes on exporting behind what was staged when it is broken off', async () => {
      const backupGuid = await house.backup('FULL');
      const first = new FakeRun();
      const read: number[] = [];
      let breaks = true;
      const driver = new Proxy(house.driver, {
        get: (target, name) =>
          name === 'readDisk'
            ? async function* (...args: Parameters<typeof target.readDisk>) {
                for await (const chunk of target.readDisk(...args)) {
                  if (args[1].uuid === house.disks[1]?.uuid && breaks) throw new Error('killed');
                  read.push(chunk.data.length);
                  yield chunk;
                }
              }
            : Reflect.get(target, name),
      });
      const parts = { ...house.parts, drivers: { of: () => Promise.resolve(driver) } };
      await assert.rejects(house.run(exportWork, { backupGuid }, first, parts), /killed/);
      const before = read.length;
      breaks = false;
      await house.write(0, 0, randomBytes(100));

      const again = new FakeRun({}, first.guid, first.checkpoint);
      await house.run(exportWork, { backupGuid }, again, parts);

      assert.ok(before > 0 && read.length > before);
      assert.deepEqual(again.steps, ['reading']);
      const readAgain = read.slice(before).reduce((sum, length) => sum + length, 0);
      assert.ok(readAgain <= 3_500_000, `${readAgain} bytes`);
      await house.run(storeWork, { backupGuid });
      await house.succeed(backupGuid);
      await restored(backupGuid);
    });

    it('is listed page by page in every order, one statement for each hop', async () => {
      const query = `query ($orderBy: BackupOrder, $after: String) { backups(first: 5, after: $after, orderBy: $orderBy) {
        pageInfo { hasNextPage endCursor }
        nodes { guid locations { destination { name } } virtualMachine { name } parent { guid } root { guid } snapshot { uuid } files { disk { name } } } } }`;
      interface Page {
        backups: { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { guid: string }[] };
      }
      const all = await sql<{ guid: string }>`select guid from backup.backup order by guid`.execute(
        house.sql,
      );

      for (const field of ['SNAPSHOT_TIME', 'BACKUP_TIME', 'CREATED_AT', 'SIZE', 'VM_NAME', 'STATUS', 'TYPE'])
        for (const direction of ['ASC', 'DESC']) {
          const guids: string[] = [];
          for (let after: string | null = null; ;) {
            const { statements, result } = await countStatements(() =>
              house.house.data<Page>(query, { orderBy: { field, direction }, after }),
            );
            assert.ok(statements.length <= 9, statements.join('\n'));
            guids.push(...result.backups.nodes.map(({ guid }) => guid));
            if (!result.backups.pageInfo.hasNextPage) break;
            after = result.backups.pageInfo.endCursor;
          }
          assert.deepEqual(
            guids.toSorted(),
            all.rows.map(({ guid }) => guid),
            `${field} ${direction}`,
          );
        }
    });

    it('orders mounted backups, snapshots and places with and without what they are ordered by', async () => {
      const wishes = {
        'mountedBackups MountedBackupOrder': ['CREATED_AT', 'VM_NAME', 'MODE', 'NODE', 'SNAPSHOT_TIME'],
        'snapshots SnapshotOrder': ['SNAPSHOT_TIME', 'VM_NAME', 'STATUS'],
        'restoreJobs RestoreJobOrder': ['RESTORE_TIME', 'VM_NAME', 'STATUS'],
        'backupLocations BackupLocationOrder': ['SNAPSHOT_TIME', 'STATUS', 'STORED_SIZE'],
      };
      const { backup_guid } = await house.one(
        sql<{ backup_guid: string }>`select guid as backup_guid from backup.backup limit 1`,
      );
      const node = await house.one(sql<{ guid: string }>`
        insert into backup.node (name, address, version, staging_dir, started_at, seen_at) values ('n', 'n', '1', '/n', now(), now()) returning guid`);
      for (const node_guid of [null, node.guid, null])
        await sql`insert into backup.mounted_backup (backup_guid, node_guid, mode, state) values (${backup_guid}, ${node_guid}, 'AUTO', 'MOUNTED')`.execute(
          house.sql,
        );

      for (const [list, fields] of Object.entries(wishes))
        for (const field of fields)
          for (const direction of ['ASC', 'DESC']) {
            const [root = '', type = ''] = list.split(' ');
            const query = `query ($o: ${type}, $after: String) { list: ${root}(first: 2, after: $after, orderBy: $o) { totalCount pageInfo { hasNextPage endCursor } nodes { guid } } }`;
            const seen = new Set<string>();
            for (let after: string | null = null; ;) {
              const { list: page }: GuidPage = await house.house.data<GuidPage>(query, {
                o: { field, direction },
                after,
              });
              for (const { guid } of page.nodes) seen.add(guid);
              if (!page.pageInfo.hasNextPage) {
                assert.equal(seen.size, page.totalCount, `${list} ${field} ${direction}`);
                break;
              }
              after = page.pageInfo.endCursor;
            }
          }
      await sql`delete from backup.mounted_backup`.execute(house.sql);
    });

    it('refuses to restore to a folder outside of the one for that', async () => {
      const { guid } = await house.one(
        sql<{ guid: string }>`select guid from backup.backup order by snapshot_time desc limit 1`,
      );
      const locationGuid = (await presentLocation(house.parts, guid)) ?? '';
      const run = new FakeRun({ restore: { mode: 'RESTORE', locationGuid, path: '../vault' } });

      await assert.rejects(house.run(restoreWork, { backupGuid: guid }, run), {
        extensions: { code: 'BAD_USER_INPUT', reason: 'VALIDATION', field: 'path' },
      });
    });
  });
}
