import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { told, WorkFixture, workDoing } from './work-fixture.js';

const ofTenant = (tenantId: string): Viewer => ({
  ...openViewer,
  kind: 'account',
  tenantId,
  role: 'operator',
});

const taskParts = `guid workType state priority windowStart windowEnd workflow retriesLeft backupType originType originName vmName
  virtualMachine { guid } backup { guid status requestedType } backupDestination { guid } rule { guid } policy { guid } restoreType restoreJob { guid status }`;
const exporting = `mutation ($input: ExportVirtualMachinesInput!) { exportVirtualMachines(input: $input) { tasks { ${taskParts} } } }`;
const restoring = `mutation ($input: RestoreBackupInput!) { restoreBackup(input: $input) { task { ${taskParts} } } }`;
const deleting = `mutation ($guid: ID!) { deleteBackups(input: { guid: $guid }) { tasks { guid workType backup { guid } } } }`;

interface Told {
  readonly guid: string;
  readonly workflow: string;
  readonly priority: number;
  readonly backup: { readonly guid: string };
  readonly [more: string]: unknown;
}

for (const engine of engines) {
  describe(`requests for backups on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: BackupHouse;
    let fixture: WorkFixture;
    const far = '2099-01-01T00:00:00.000Z';
    before(async () => {
      house = await BackupHouse.open({ kind: engine, functions: workDoing({}) });
      fixture = await WorkFixture.on(house);
    });
    after(() => house.close());

    const ask = async (input: object, viewer = openViewer): Promise<Told[]> =>
      (await house.data<{ exportVirtualMachines: { tasks: Told[] } }>(exporting, { input }, viewer))
        .exportVirtualMachines.tasks;
    const restore = async (input: object): Promise<Told> =>
      (await house.data<{ restoreBackup: { task: Told } }>(restoring, { input })).restoreBackup.task;
    const backedUp = async (vm: string): Promise<{ backup: string; location: string }> => {
      const { workflow } = await fixture.export(vm);
      await fixture.chain(workflow);
      const [backup] = (await fixture.rows('backup')).filter((row) => row['workflow'] === workflow);
      const guid = String(backup?.['guid']);
      const [location] = (await fixture.rows('backup_location')).filter((row) => row['backup_guid'] === guid);
      return { backup: guid, location: String(location?.['guid']) };
    };

    it('make one export for each machine, in their order, with what is left out', async () => {
      const [a, b] = await fixture.machines(2);

      const tasks = await ask({ virtualMachineGuids: [b, a, b?.toUpperCase()], windowStart: far });

      assert.deepEqual(
        tasks.map(({ virtualMachine }) => virtualMachine),
        [{ guid: b }, { guid: a }],
      );
      assert.partialDeepStrictEqual(tasks[0], {
        workType: 'EXPORT',
        state: 'QUEUED',
        priority: 50,
        windowStart: far,
        windowEnd: '2099-01-01T05:00:00.000Z',
        retriesLeft: 0,
        backupType: 'FULL',
        originType: 'USER',
        originName: 'local',
        backupDestination: { guid: fixture.destinationGuid },
        rule: null,
        backup: { status: 'QUEUED', requestedType: 'FULL' },
      });
      assert.notEqual(tasks[0]?.workflow, tasks[1]?.workflow);
    });

    it('take destination and priority from the rules named, else from the policy of the machine', async () => {
      const vm = await fixture.machine();
      const other = (await WorkFixture.on(house)).destinationGuid;
      const own = await fixture.rule([vm], { priority: 71, destinationGuid: other });
      const named = await fixture.rule([], { priority: 12 });

      const [byPolicy] = await ask({ virtualMachineGuids: [vm], windowStart: far });
      const byRules = await ask({
        virtualMachineGuids: [vm],
        ruleGuids: [named.ruleGuid, own.ruleGuid],
        windowStart: far,
      });
      const [given] = await ask({
        virtualMachineGuids: [vm],
        backupDestinationGuid: fixture.destinationGuid,
        windowStart: far,
        priority: 3,
        retryCount: 2,
        backupType: 'INCREMENTAL',
      });

      const shown = ({ priority, backupDestination, rule }: Told): unknown => [
        priority,
        backupDestination,
        rule,
      ];
      assert.deepEqual(byPolicy && shown(byPolicy), [71, { guid: other }, { guid: own.ruleGuid }]);
      assert.deepEqual(byRules.map(shown), [
        [12, { guid: fixture.destinationGuid }, { guid: named.ruleGuid }],
        [71, { guid: other }, { guid: own.ruleGuid }],
      ]);
      assert.deepEqual(given && shown(given), [3, { guid: fixture.destinationGuid }, null]);
      assert.partialDeepStrictEqual(given, { retriesLeft: 2, backupType: 'INCREMENTAL' });
    });

    it('give the first tasks again for the same key', async () => {
      const vms = await fixture.machines(2);
      const input = { virtualMachineGuids: vms, windowStart: far, idempotencyKey: 'once' };

      const first = await ask(input);
      const second = await ask(input);

      assert.deepEqual(
        second.map(({ guid }) => guid),
        first.map(({ guid }) => guid),
      );
      assert.equal((await fixture.rows('backup', sql<boolean>`t.vm_guid = any(${vms}::uuid[])`)).length, 2);
    });

    it('refuse what is wrong and then make nothing', async () => {
      const good = await fixture.machine();
      const gone = await fixture.machine({ present: false });
      const foreign = await fixture.machine({ tenantId: 'b' });
      const unknown = crypto.randomUUID();
      const before = (await fixture.rows('backup')).length;
      const cases: readonly (readonly [object, string, Viewer?])[] = [
        [{ virtualMachineGuids: [] }, 'VALIDATION'],
        [{ virtualMachineGuids: [good, unknown] }, 'REFERENCE_NOT_FOUND'],
        [{ virtualMachineGuids: [good, 'x'] }, 'REFERENCE_NOT_FOUND'],
        [{ virtualMachineGuids: [good, gone] }, 'ENTITY_NOT_PRESENT'],
        [{ virtualMachineGuids: [foreign] }, 'REFERENCE_NOT_FOUND', ofTenant('a')],
        [{ virtualMachineGuids: [good], ruleGuids: [unknown] }, 'REFERENCE_NOT_FOUND'],
        [{ virtualMachineGuids: [good], backupDestinationGuid: unknown }, 'REFERENCE_NOT_FOUND'],
        [{ virtualMachineGuids: [good], priority: 101 }, 'VALIDATION'],
        [{ virtualMachineGuids: [good], retryCount: -1 }, 'VALIDATION'],
        [{ virtualMachineGuids: [good], windowStart: far, windowEnd: far }, 'VALIDATION'],
        [{ virtualMachineGuids: [good], backupType: 'SYNTHETIC' }, 'VALIDATION'],
      ];

      for (const [input, reason, viewer] of cases)
        assert.equal((await house.fault(exporting, { input }, viewer)).reason, reason, JSON.stringify(input));

      assert.equal((await fixture.rows('backup')).length, before);
    });

    it('restore and import, and tell the restore and the machine', async () => {
      const vm = await fixture.machine();
      const { location } = await backedUp(vm);

      const task = await restore({
        mode: 'IMPORT',
        backupLocationGuid: location,
        hypervisorManagerGuid: fixture.managerGuid,
        powerOn: true,
      });

      assert.partialDeepStrictEqual(task, {
        workType: 'RESTORE',
        restoreType: 'RESTORE_AND_IMPORT',
        virtualMachine: { guid: vm },
      });
      assert.deepEqual(told(await fixture.chain(task.workflow)), ['restore FINISHED', 'import FINISHED']);
      const { guid } = task['restoreJob'] as { guid: string };
      assert.partialDeepStrictEqual(await fixture.row('restore_job', guid), {
        status: 'SUCCESS',
        vm_guid: vm,
      });
      assert.equal((await fixture.row('virtual_machine', vm))['restore_status'], 'SUCCESS');
    });

    it('end a restore of files after one task, and mount after the other kind', async () => {
      const { backup } = await backedUp(await fixture.machine());

      const files = await restore({ mode: 'RESTORE', backupGuid: backup, path: '/srv/restored' });
      const mount = await restore({ mode: 'MOUNT', backupGuid: backup });

      assert.deepEqual(told(await fixture.chain(files.workflow)), ['restore FINISHED']);
      assert.deepEqual(told(await fixture.chain(mount.workflow)), ['restore FINISHED', 'mount FINISHED']);
    });

    it('refuse restores of what cannot be restored, or goes nowhere', async () => {
      const { backup } = await backedUp(await fixture.machine());
      const [queued] = await ask({ virtualMachineGuids: [await fixture.machine()], windowStart: far });
      const manager = { hypervisorManagerGuid: fixture.managerGuid };
      const cases: readonly (readonly [object, string])[] = [
        [{ mode: 'IMPORT', ...manager }, 'VALIDATION'],
        [{ mode: 'IMPORT', backupGuid: crypto.randomUUID(), ...manager }, 'REFERENCE_NOT_FOUND'],
        [{ mode: 'IMPORT', backupGuid: queued?.backup.guid, ...manager }, 'NOT_RESTORABLE'],
        [{ mode: 'IMPORT', backupGuid: backup }, 'VALIDATION'],
        [
          { mode: 'IMPORT', backupGuid: backup, ...manager, hypervisorGuid: crypto.randomUUID() },
          'VALIDATION',
        ],
        [
          { mode: 'IMPORT', backupGuid: backup, hypervisorManagerGuid: crypto.randomUUID() },
          'REFERENCE_NOT_FOUND',
        ],
        [
          { mode: 'IMPORT', backupGuid: backup, ...manager, virtualMachineGuid: crypto.randomUUID() },
          'REFERENCE_NOT_FOUND',
        ],
        [{ mode: 'RESTORE', backupGuid: backup }, 'VALIDATION'],
        [{ mode: 'MOUNT', backupGuid: backup, mountMode: 'ISCSI' }, 'VALIDATION'],
        [
          { mode: 'RESTORE', backupGuid: backup, path: '/x', nodeGuid: crypto.randomUUID() },
          'REFERENCE_NOT_FOUND',
        ],
      ];

      for (const [input, reason] of cases)
        assert.equal((await house.fault(restoring, { input })).reason, reason, JSON.stringify(input));
    });

    it('remove a backup, all of a machine, or the machine itself when it has none', async () => {
      const vm = await fixture.machine();
      const first = await backedUp(vm);
      const second = await backedUp(vm);
      const gone = await fixture.machine({ present: false });
      const remove = async (guid: string): Promise<Told[]> =>
        (await house.data<{ deleteBackups: { tasks: Told[] } }>(deleting, { guid })).deleteBackups.tasks;

      const [one] = await remove(first.backup);
      await house.kernel.ended(one?.guid ?? '');
      const all = await remove(vm);
      const none = await remove(gone);

      assert.deepEqual(
        all.map(({ backup }) => backup.guid),
        [second.backup, first.backup],
      );
      assert.deepEqual(none, []);
      assert.deepEqual(await fixture.rows('virtual_machine', sql<boolean>`t.guid = ${gone}`), []);
      assert.equal((await house.fault(deleting, { guid: gone })).reason, 'REFERENCE_NOT_FOUND');
    });

    it('refuse to remove what is being made or restored, and to restore what is being removed', async () => {
      const { backup } = await backedUp(await fixture.machine());
      const [queued] = await ask({ virtualMachineGuids: [await fixture.machine()], windowStart: far });
      const input = { mode: 'RESTORE', backupGuid: backup, path: '/srv/restored', windowStart: far };
      const { guid } = await restore(input);

      assert.equal((await house.fault(deleting, { guid: queued?.backup.guid })).reason, 'INVALID_STATE');
      assert.equal((await house.fault(deleting, { guid: backup })).reason, 'IN_USE');

      await house.parts.tasks.cancel(guid, openViewer);
      await sql`update backup.work set type = 'DELETE' where task_guid = ${guid}`.execute(
        house.parts.store.sql,
      );
      await sql`update kernel.task set state = 'QUEUED' where guid = ${guid}`.execute(house.parts.store.sql);
      assert.equal((await house.fault(restoring, { input })).reason, 'NOT_RESTORABLE');
    });

    it('take the snapshots of a key once', async () => {
      const vms = await fixture.machines(2);
      const take = async (idempotencyKey: string): Promise<string[]> => {
        const { made } = await house.data<{ made: { tasks: Told[] } }>(
          'mutation ($input: SnapshotVirtualMachinesInput!) { made: snapshotVirtualMachines(input: $input) { tasks { guid } } }',
          { input: { virtualMachineGuids: vms, windowStart: far, idempotencyKey } },
        );
        return made.tasks.map(({ guid }) => guid);
      };

      const first = await take('one');

      assert.deepEqual(await take('one'), first);
      assert.equal((await fixture.rows('snapshot', sql<boolean>`t.vm_guid = any(${vms}::uuid[])`)).length, 2);
      assert.notDeepEqual(await take('two'), first);
    });

    it('put a machine back to a snapshot, but not to one that is not there', async () => {
      const vm = await fixture.machine({ tenantId: 'b' });
      const gone = await fixture.machine({ present: false });
      const snapshotOf = async (vmGuid: string, status: string): Promise<string> => {
        const guid = crypto.randomUUID();
        await sql`insert into backup.snapshot (guid, vm_guid, uuid, snapshot_time, status, stand_alone)
          values (${guid}, ${vmGuid}, 's-1', now(), ${status}, true)`.execute(house.parts.store.sql);
        return guid;
      };
      const reverting = `mutation ($input: RevertVirtualMachineInput!) { made: revertVirtualMachine(input: $input) { task { ${taskParts} } } }`;
      const snapshotGuid = await snapshotOf(vm, 'PRESENT');
      const revert = async (idempotencyKey: string): Promise<Told> =>
        (
          await house.data<{ made: { task: Told } }>(reverting, {
            input: { snapshotGuid, idempotencyKey, priority: 9 },
          })
        ).made.task;
      const refusal = async (guid: string, viewer?: Viewer): Promise<unknown> =>
        (await house.fault(reverting, { input: { snapshotGuid: guid } }, viewer)).reason;

      const task = await revert('back');

      assert.partialDeepStrictEqual(task, {
        workType: 'SNAPSHOT_REVERSION',
        priority: 9,
        originType: 'USER',
        virtualMachine: { guid: vm },
      });
      assert.equal((await revert('back')).guid, task.guid);
      assert.deepEqual(told(await fixture.chain(task.workflow)), ['revert FINISHED']);
      assert.equal(await refusal(crypto.randomUUID()), 'REFERENCE_NOT_FOUND');
      assert.equal(await refusal(snapshotGuid, ofTenant('a')), 'REFERENCE_NOT_FOUND');
      assert.equal(await refusal(await snapshotOf(vm, 'REMOVED')), 'INVALID_STATE');
      assert.equal(await refusal(await snapshotOf(gone, 'PRESENT')), 'ENTITY_NOT_PRESENT');
    });

    it('put a machine back only when no export reads it', async () => {
      const vm = await fixture.machine();
      const exported = await fixture.export(vm, { windowStart: new Date(far) });
      const snapshotGuid = crypto.randomUUID();
      await sql`insert into backup.snapshot (guid, vm_guid, uuid, snapshot_time, status, stand_alone)
        values (${snapshotGuid}, ${vm}, 's-1', now(), 'PRESENT', true)`.execute(house.parts.store.sql);

      const { made } = await house.data<{ made: { task: Told } }>(
        `mutation ($input: RevertVirtualMachineInput!) { made: revertVirtualMachine(input: $input) { task { guid } } }`,
        { input: { snapshotGuid, windowStart: far } },
      );

      const { rows } = await sql<{ exclusive: string }>`
        select distinct exclusive from kernel.task where guid in (${made.task.guid}, ${exported.guid})`.execute(
        house.parts.store.sql,
      );
      assert.deepEqual(rows, [{ exclusive: `export:${vm}` }]);
    });

    it('leave a task that has ended as it is when its cancellation is refused', async () => {
      const { workflow } = await fixture.export(await fixture.machine());
      const [ended] = await fixture.chain(workflow);

      const { code } = await house.fault(
        'mutation ($guid: ID!) { cancelBackupTask(input: { guid: $guid, statusInfo: "Too late" }) { task { guid } } }',
        { guid: ended?.guid },
      );

      assert.equal(code, 'CONFLICT');
      const [work] = await fixture.rows('work', sql<boolean>`t.task_guid = ${ended?.guid}`);
      assert.equal(work?.['cancel_info'], null);
    });

    it('take snapshots, one for each machine', async () => {
      const vms = await fixture.machines(2);

      const { snapshotVirtualMachines } = await house.data<{ snapshotVirtualMachines: { tasks: Told[] } }>(
        'mutation ($guids: [ID!]!) { snapshotVirtualMachines(input: { virtualMachineGuids: $guids }) { tasks { guid workflow workType } } }',
        { guids: vms },
      );

      for (const { workflow } of snapshotVirtualMachines.tasks)
        assert.deepEqual(told(await fixture.chain(workflow)), ['snapshot FINISHED']);
      const snapshots = await fixture.rows('snapshot', sql<boolean>`t.vm_guid = any(${vms}::uuid[])`);
      assert.deepEqual(
        snapshots.map(({ status }) => status),
        ['PRESENT', 'PRESENT'],
      );
    });
  });
}
