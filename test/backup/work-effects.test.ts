import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { HypervisorDriver } from '../../subgraphs/backup/drivers/driver.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { addManager } from './manager-fixture.js';

const signal = AbortSignal.timeout(120_000);

interface Shown {
  readonly guid: string;
  readonly workflow: string;
  readonly state: string;
  readonly workType: string;
  readonly statusInfo: string | null;
  readonly processedObjects: number | null;
  readonly totalObjects: number | null;
}

const shown = 'guid workflow state workType statusInfo processedObjects totalObjects';

for (const engine of engines) {
  describe(`what work leaves behind on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: BackupHouse;
    let root = '';
    let manager = '';
    let driver: HypervisorDriver;
    let destination = '';
    const machine = { guid: '', uuid: '', name: '' };
    before(async () => {
      root = await mkdtemp(join(tmpdir(), 'infragraph-effects-'));
      house = await BackupHouse.open({ kind: engine });
      manager = await addManager(house, { machines: 3, disks: 2, diskSize: 400_000, filled: 200_000 });
      driver = await house.parts.drivers.of(manager);
      const { made } = await house.data<{ made: { destination: { guid: string } } }>(
        'mutation ($path: String!) { made: createBackupDestination(input: { name: "vault", path: $path, isDefault: true }) { destination { guid } } }',
        { path: join(root, 'vault') },
      );
      destination = made.destination.guid;
      const { rows } = await sql<typeof machine>`
        select guid, uuid, name from backup.virtual_machine order by name limit 1`.execute(
        house.parts.store.sql,
      );
      Object.assign(machine, rows[0]);
    });
    after(async () => {
      await house.close();
      await rm(root, { recursive: true, force: true });
    });

    /** Runs a mutation that starts a chain on one machine, to its end; its tasks in their order. */
    async function chain(name: string, type: string, input: object, many = false): Promise<Shown[]> {
      const { made } = await house.data<{ made: { task?: Shown; tasks?: Shown[] } }>(
        `mutation ($input: ${type}!) { made: ${name}(input: $input) { ${many ? 'tasks' : 'task'} { ${shown} } } }`,
        { input },
      );
      const workflow = (made.task ?? made.tasks?.[0])?.workflow;
      for (;;) {
        const { list } = await house.data<{ list: { nodes: Shown[] } }>(
          `query ($of: [ID!]) { list: backupTasks(filter: { workflows: $of }, orderBy: { field: CREATED_AT }) { nodes { ${shown} } } }`,
          { of: [workflow] },
        );
        const open = list.nodes.find(({ state }) => state === 'QUEUED' || state === 'RUNNING');
        if (!open) return list.nodes;
        await house.kernel.ended(open.guid, 60_000);
      }
    }

    async function backUp(more: object = {}): Promise<{ backup: string; tasks: Shown[] }> {
      const input = { virtualMachineGuids: [machine.guid], ...more };
      const tasks = await chain('exportVirtualMachines', 'ExportVirtualMachinesInput', input, true);
      const { rows } = await sql<{ guid: string }>`
        select guid from backup.backup where workflow = ${tasks[0]?.workflow}::uuid`.execute(
        house.parts.store.sql,
      );
      return { backup: rows[0]?.guid ?? '', tasks };
    }

    const restore = (input: object): Promise<Shown[]> => chain('restoreBackup', 'RestoreBackupInput', input);

    const counted = (tasks: readonly Shown[]): unknown[] =>
      tasks.map(({ workType, state, processedObjects, totalObjects }) => [
        workType,
        state,
        processedObjects,
        totalObjects,
      ]);

    async function content(disk: { uuid: string; size: number }): Promise<string> {
      const { id } = await driver.createSnapshot(
        machine,
        { name: crypto.randomUUID(), quiesce: false },
        signal,
      );
      const all = Buffer.alloc(disk.size);
      for await (const { offset, data } of driver.readDisk(machine, disk, id, undefined, signal))
        all.set(data, offset);
      await driver.removeSnapshot(machine, id, signal);
      return createHash('sha256').update(all).digest('hex');
    }

    async function location(
      backup: string,
    ): Promise<{ guid: string; status: string; lockedUntil: string | null }> {
      const { backup: found } = await house.data<{
        backup: { locations: { guid: string; status: string; lockedUntil: string | null }[] };
      }>('query ($guid: ID!) { backup(guid: $guid) { locations { guid status lockedUntil } } }', {
        guid: backup,
      });
      return found.locations[0]!;
    }

    async function clean(): Promise<void> {
      const { removeOldBackups } = await house.data<{ removeOldBackups: { tasks: { guid: string }[] } }>(
        'mutation { removeOldBackups(input: {}) { tasks { guid } } }',
      );
      for (const { guid } of removeOldBackups.tasks)
        assert.equal((await house.kernel.ended(guid, 60_000)).state, 'FINISHED');
    }

    it('counts the disks, places, file systems, machines and backups it dealt with', async () => {
      const { backup, tasks } = await backUp();
      const imported = await restore({ mode: 'IMPORT', backupGuid: backup, hypervisorManagerGuid: manager });
      const mounted = await restore({ mode: 'MOUNT', backupGuid: backup });
      await sql`delete from backup.mounted_backup`.execute(house.parts.store.sql);
      const removed = await chain('deleteBackups', 'DeleteBackupsInput', { guid: backup }, true);
      const { list } = await house.data<{ list: { nodes: Shown[] } }>(
        `{ list: backupTasks(filter: { types: [INDEX] }) { nodes { ${shown} } } }`,
      );

      assert.deepEqual(counted(tasks), [
        ['EXPORT', 'FINISHED', 2, 2],
        ['STORE', 'FINISHED', 1, 1],
      ]);
      assert.deepEqual(counted(imported), [
        ['RESTORE', 'FINISHED', 2, 2],
        ['IMPORT', 'FINISHED', 2, 2],
      ]);
      assert.deepEqual(counted(mounted), [
        ['RESTORE', 'FINISHED', 2, 2],
        ['MOUNT', 'FINISHED', 2, 2],
      ]);
      assert.deepEqual(counted(removed), [['DELETE', 'FINISHED', 1, 1]]);
      assert.deepEqual(counted(list.nodes), [['INDEX', 'FINISHED', 3, 3]]);
    });

    it('puts the disks of a machine back to a snapshot', async () => {
      const { machines = [] } = await driver.inventory(signal);
      const [disk] = machines.find(({ uuid }) => uuid === machine.uuid)?.disks ?? [];
      const [first] = await chain(
        'snapshotVirtualMachines',
        'SnapshotVirtualMachinesInput',
        { virtualMachineGuids: [machine.guid] },
        true,
      );
      const { rows } = await sql<{ guid: string }>`
        select guid from backup.snapshot where vm_guid = ${machine.guid} and stand_alone`.execute(
        house.parts.store.sql,
      );
      const before = await content(disk!);
      const bytes = async function* () {
        yield { offset: 100_000, data: Buffer.from('a mistake') };
      };
      await driver.writeDisk(machine.uuid, disk!.uuid, bytes(), signal);
      const between = await content(disk!);

      const [reverted] = await chain('revertVirtualMachine', 'RevertVirtualMachineInput', {
        snapshotGuid: rows[0]?.guid,
      });

      assert.equal(first?.state, 'FINISHED');
      assert.deepEqual([reverted?.workType, reverted?.state], ['SNAPSHOT_REVERSION', 'FINISHED']);
      assert.notEqual(between, before);
      assert.equal(await content(disk!), before);
    });

    it('keeps the snapshots of a machine that is to be put back to one', async () => {
      await chain(
        'snapshotVirtualMachines',
        'SnapshotVirtualMachinesInput',
        { virtualMachineGuids: [machine.guid] },
        true,
      );
      // As one that a backup left and nobody needs any more.
      const { rows } = await sql<{ guid: string }>`
        update backup.snapshot set stand_alone = false where guid = (
          select guid from backup.snapshot where vm_guid = ${machine.guid} and stand_alone order by created_at desc limit 1)
        returning guid`.execute(house.parts.store.sql);
      const snapshotGuid = rows[0]?.guid;
      const status = async (): Promise<string> => {
        const { snapshot } = await house.data<{ snapshot: { status: string } }>(
          'query ($guid: ID!) { snapshot(guid: $guid) { status } }',
          { guid: snapshotGuid },
        );
        return snapshot.status;
      };
      const { made } = await house.data<{ made: { task: Shown } }>(
        'mutation ($input: RevertVirtualMachineInput!) { made: revertVirtualMachine(input: $input) { task { guid } } }',
        { input: { snapshotGuid, windowStart: '2099-01-01T00:00:00Z' } },
      );

      await clean();
      const waiting = await status();
      await house.data(
        'mutation ($guid: ID!) { cancelBackupTask(input: { guid: $guid }) { task { guid } } }',
        {
          guid: made.task.guid,
        },
      );
      await clean();

      assert.deepEqual([waiting, await status()], ['PRESENT', 'REMOVED']);
    });

    it('says of an import what the platform has no place for, and puts disks where they were if told', async () => {
      const { backup } = await backUp();
      const base = { mode: 'IMPORT', backupGuid: backup, hypervisorManagerGuid: manager };
      const made = async (): Promise<{ clusterUuid?: string; storages: unknown[] }> => {
        const { rows } = await sql<{ uuid: string }>`
          select restored_uuid as uuid from backup.restore_job order by created_at desc limit 1`.execute(
          house.parts.store.sql,
        );
        const { machines = [] } = await driver.inventory(signal);
        const found = machines.find(({ uuid }) => uuid === rows[0]?.uuid);
        return {
          ...(found?.clusterUuid !== undefined && { clusterUuid: found.clusterUuid }),
          storages: (found?.disks ?? []).map(({ storageUuid }) => storageUuid),
        };
      };
      const { machines = [], clusters = [], storages = [] } = await driver.inventory(signal);
      const source = machines.find(({ uuid }) => uuid === machine.uuid);
      const [storage] = storages;
      const cluster = clusters.find(({ uuid }) => uuid !== source?.clusterUuid);

      const [, odd] = await restore({ ...base, dataCenter: 'Atlantis', baseImageUuid: 'image-1' });
      const [, known] = await restore({
        ...base,
        dataCenter: cluster?.name,
        storageUuid: storage?.uuid,
      });
      const moved = await made();
      await restore({ ...base, storageUuid: storage?.uuid, originalStorages: true });
      const back = await made();

      assert.equal(
        odd?.statusInfo,
        'The data center "Atlantis" was not used: the hypervisor manager has none of that name. The base image was not used: the hypervisor manager makes machines without one.',
      );
      assert.match(known?.statusInfo ?? '', /^Done in/);
      assert.deepEqual(moved, { clusterUuid: cluster?.uuid, storages: [storage?.uuid, storage?.uuid] });
      assert.deepEqual(
        back.storages,
        (source?.disks ?? []).map(({ storageUuid }) => storageUuid),
      );
      assert.equal(new Set(back.storages).size, 2);
    });

    it('knows the file systems of a stored backup where its policy wishes it, and a mount finds them', async () => {
      const known = async (backup: string): Promise<number> => {
        const { rows } = await sql<{ n: number }>`
          select count(*)::int as n from backup.file_system where backup_guid = ${backup}`.execute(
          house.parts.store.sql,
        );
        return rows[0]?.n ?? 0;
      };
      const { made: policy } = await house.data<{ made: { policy: { guid: string } } }>(
        'mutation ($vm: ID!) { made: createPolicy(input: { name: "scanned", vmGuids: [$vm], scanFileSystem: true }) { policy { guid } } }',
        { vm: machine.guid },
      );

      const scanned = await backUp();
      await house.data(
        'mutation ($guid: ID!) { updatePolicy(input: { guid: $guid, scanFileSystem: false }) { policy { guid } } }',
        { guid: policy.policy.guid },
      );
      const other = await backUp();
      const before = await known(scanned.backup);
      await restore({ mode: 'MOUNT', backupGuid: scanned.backup });

      assert.deepEqual([before, await known(scanned.backup)], [2, 2]);
      assert.equal(await known(other.backup), 0);
      await sql`delete from backup.mounted_backup`.execute(house.parts.store.sql);
      await house.data(`mutation { deletePolicy(input: { guid: "${policy.policy.guid}" }) { guid } }`);
    });

    it('locks a backup for as long as its rule says, against everybody', async () => {
      const { made: policy } = await house.data<{ made: { policy: { guid: string } } }>(
        'mutation { made: createPolicy(input: { name: "locked" }) { policy { guid } } }',
      );
      const { made: rule } = await house.data<{ made: { rule: { guid: string } } }>(
        'mutation ($input: CreateRuleInput!) { made: createRule(input: $input) { rule { guid } } }',
        {
          input: {
            policyGuid: policy.policy.guid,
            name: 'Default',
            destinations: [{ destinationGuid: destination, retentionLockDays: 3 }],
          },
        },
      );
      const begin = Date.now();

      const { backup } = await backUp({ ruleGuids: [rule.rule.guid] });

      const { guid, lockedUntil } = await location(backup);
      const days = (Date.parse(lockedUntil ?? '') - begin) / 86_400_000;
      assert.ok(days >= 3 && days < 3.01, String(days));
      const deletion = `mutation { deleteBackups(input: { guid: "${backup}" }) { tasks { guid } } }`;
      assert.equal((await house.fault(deletion)).reason, 'INVALID_STATE');
      const mark = `mutation { markBackups(input: { marks: [{ backupGuid: "${backup}", retentionHint: TO_REMOVE }] }) { __typename } }`;
      await house.data(mark);
      await clean();
      assert.equal((await location(backup)).status, 'PRESENT');
      await sql`update backup.backup_location set locked_until = now() where guid = ${guid}`.execute(
        house.parts.store.sql,
      );
      await clean();
      assert.equal((await location(backup)).status, 'REMOVED');
    });

    it('does not lock a backup whose rule says nothing of it', async () => {
      const { backup } = await backUp();

      assert.equal((await location(backup)).lockedUntil, null);
    });

    it('tells those who listen, and the machine, when retention removes its last backup', async () => {
      await clean();
      const { rows } = await sql<{ guid: string }>`
        select b.guid from backup.backup b join backup.backup_location l on l.backup_guid = b.guid and l.status = 'PRESENT'
        where b.vm_guid = ${machine.guid}`.execute(house.parts.store.sql);
      const events = await house.subscribe(
        'subscription ($vm: ID) { backupEvents(virtualMachine: $vm) { kind status backup { guid } } }',
        { vm: machine.guid },
      );
      await events.next();
      await sql`update backup.backup_location set retention_hint = 'TO_REMOVE' where backup_guid = any(${rows.map(({ guid }) => guid)}::uuid[])`.execute(
        house.parts.store.sql,
      );

      await clean();

      const gone = new Set<string>();
      while (gone.size < rows.length) {
        const { value } = await events.next();
        const { backupEvents } = JSON.parse(JSON.stringify(value?.data)) as {
          backupEvents: { status: string; backup: { guid: string } };
        };
        assert.equal(backupEvents.status, 'SUCCESS_REMOVED');
        gone.add(backupEvents.backup.guid);
      }
      await events.return?.();
      assert.ok(rows.length > 0);
      const { virtualMachine } = await house.data<{ virtualMachine: object }>(
        'query ($guid: ID) { virtualMachine(guid: $guid) { restorable lastBackup { guid } lastBackupSize } }',
        { guid: machine.guid },
      );
      assert.deepEqual(virtualMachine, { restorable: false, lastBackup: null, lastBackupSize: 0 });
    });
  });
}
