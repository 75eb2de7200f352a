import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { readInventory } from '../../subgraphs/backup/tasks/read-inventory.js';
import { FakeRun, noFacts } from './data-house.js';
import { addManager, changeManager, readAgain } from './manager-fixture.js';

interface Listed {
  readonly nodes: readonly Readonly<Record<string, never>>[];
  readonly totalCount: number;
}

for (const kind of engines) {
  describe(`an inventory that is read (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: BackupHouse;
    let manager: string;
    before(async () => {
      house = await BackupHouse.open({ kind });
      manager = await addManager(house, { machines: 30, disks: 2 });
    });
    after(() => house.close());

    const list = async (root: string, args: string, fields: string): Promise<Listed> =>
      (await house.data<Record<string, Listed>>(`{ ${root}(${args}) { nodes { ${fields} } totalCount } }`))[
        root
      ]!;

    test('is there with everything a machine refers to', async () => {
      const { nodes, totalCount } = await list(
        'virtualMachines',
        'first: 1',
        `name uuid present tenantId hostName addresses tags project { uuid name } hypervisor { host cluster { uuid } }
         cluster { name } flavor { name } manager { name type } disks { name position size present supported storage { name } }
         networkInterfaces { name network { name } }`,
      );

      const [machine] = nodes as unknown as readonly {
        tenantId: string;
        project: { uuid: string };
        disks: unknown[];
        networkInterfaces: { network: { name: string } }[];
        manager: unknown;
        hypervisor: { cluster: { uuid: string } };
      }[];
      assert.equal(totalCount, 30);
      assert.equal(machine?.tenantId, machine?.project.uuid);
      assert.equal(machine?.disks.length, 2);
      assert.match(machine?.networkInterfaces[0]?.network.name ?? '', /^network-/);
      assert.deepEqual(machine?.manager, { name: 'fleet', type: 'OPENSTACK' });
      assert.ok(machine?.hypervisor.cluster.uuid);
    });

    test('fills a list of each kind, narrowed to its manager', async () => {
      const counts: Record<string, number> = {};
      for (const root of [
        'projects',
        'hypervisorClusters',
        'hypervisors',
        'hypervisorStorages',
        'networks',
        'flavors',
      ])
        counts[root] = (
          await list(root, `filter: { managers: ["${manager}"] }`, 'guid name manager { guid }')
        ).totalCount;

      assert.deepEqual(counts, {
        projects: 3,
        hypervisorClusters: 2,
        hypervisors: 4,
        hypervisorStorages: 2,
        networks: 3,
        flavors: 3,
      });
      const shared = await list('networks', 'filter: { shared: true }', 'name');
      assert.deepEqual(shared.nodes, [{ name: 'network-1' }]);
    });

    test('is told by the task and the manager', async () => {
      const { hypervisorManager: read } = await house.data<{
        hypervisorManager: { lastSyncAt: string; lastSyncError: null; syncTask: { guid: string } };
      }>(`{ hypervisorManager(guid: "${manager}") { lastSyncAt lastSyncError syncTask { guid } } }`);
      const task = await house.kernel.tasks.get(read.syncTask.guid);
      const { rows } = await sql`select type, manager_guid, origin_type from backup.work`.execute(
        house.parts.store.sql,
      );

      assert.equal(read.lastSyncError, null);
      assert.deepEqual(
        [task?.state, task?.about],
        ['FINISHED', [{ kind: 'HypervisorManager', id: manager }]],
      );
      assert.equal((task?.result as { added: number } | undefined)?.added, 30);
      assert.deepEqual(rows[0], { type: 'INDEX', manager_guid: manager, origin_type: 'USER' });
    });

    test('touches no row when it is read again unchanged', async () => {
      const rows = async (): Promise<unknown> =>
        (
          await sql`
            select 'm', guid, xmin::text from backup.virtual_machine union all select 'd', guid, xmin::text from backup.virtual_disk
            union all select 'i', guid, xmin::text from backup.network_interface union all select 'h', guid, xmin::text from backup.hypervisor
            order by 1, 2`.execute(house.parts.store.sql)
        ).rows;
      const earlier = await rows();

      const task = await readAgain(house, manager);

      assert.deepEqual(task.result, {
        statusInfo: '30 machines: 0 new, 0 changed, 0 vanished',
        machines: 30,
        added: 0,
        updated: 0,
        vanished: 0,
      });
      assert.deepEqual(await rows(), earlier);
    });

    test('marks what vanished, keeps it with what people have set, and takes it back under its GUID', async () => {
      const { nodes } = await list('virtualMachines', 'first: 1', 'guid uuid disks { guid }');
      const [machine] = nodes as unknown as readonly {
        guid: string;
        uuid: string;
        disks: { guid: string }[];
      }[];
      const diskGuid = machine!.disks[0]!.guid;
      await house.data(
        `mutation { setDiskExcluded(input: { guid: "${diskGuid}", excluded: true }) { disk { excludedFromBackup } }
          updateVirtualMachine(input: { guid: "${machine!.guid}", sshUser: "root", quiesceBeforeSnapshot: true }) { virtualMachine { guid } } }`,
      );
      const seen: string[] = [];
      house.parts.hooks.afterSync.push(async (tx, of) => {
        const { rows } = await sql<{ uuid: string }>`
          select uuid from backup.virtual_machine where manager_guid = ${of} and not present`.execute(tx.sql);
        seen.push(...rows.map(({ uuid }) => uuid));
      });
      const places = await house.data<{ virtualMachines: { nodes: { name: string }[] } }>(
        `{ virtualMachines(filter: { guids: ["${machine!.guid}"] }) { nodes { name } } }`,
      );
      const place = Number(/-(\d+)$/.exec(places.virtualMachines.nodes[0]!.name)?.[1]) - 1;

      await changeManager(house, manager, { machines: 30, disks: 2, leftOut: [place] });
      const task = await readAgain(house, manager);

      const look = `{ virtualMachine(guid: "${machine!.guid}") { uuid present vanishedAt sshUser quiesceBeforeSnapshot disks { guid excludedFromBackup } } }`;
      const gone = await house.data<{ virtualMachine: { present: boolean; vanishedAt: string | null } }>(
        look,
      );
      assert.deepEqual(
        [gone.virtualMachine.present, typeof gone.virtualMachine.vanishedAt],
        [false, 'string'],
      );
      assert.deepEqual([(task.result as { vanished: number }).vanished, seen], [1, [machine!.uuid]]);

      await changeManager(house, manager, { machines: 30, disks: 2 });
      await readAgain(house, manager);

      const back = await house.data<{ virtualMachine: object }>(look);
      assert.deepEqual(back.virtualMachine, {
        uuid: machine!.uuid,
        present: true,
        vanishedAt: null,
        sshUser: 'root',
        quiesceBeforeSnapshot: true,
        disks: machine!.disks.map(({ guid }) => ({ guid, excludedFromBackup: guid === diskGuid })),
      });
    });

    test('puts machines into the policies that take them before its task ends, also after a crash behind its end', async () => {
      const { made } = await house.data<{ made: { policy: { guid: string } } }>(
        'mutation { made: createPolicy(input: { name: "takers", autoAssign: { mode: ASSIGN_ONLY, includeRegExps: [".*"] } }) { policy { guid } } }',
      );
      const taken = async (): Promise<number> => {
        const { policy } = await house.data<{ policy: { vmCount: number } }>(
          `{ policy(guid: "${made.policy.guid}") { vmCount } }`,
        );
        return policy.vmCount;
      };
      const told = async (): Promise<number> =>
        (await house.kernel.events.log.read('backup', 0, 100_000)).filter(
          ({ kind: of }) => of === 'inventory.read',
        ).length;

      await readAgain(house, manager);
      const after = await taken();
      await sql`update backup.virtual_machine set policy_guid = null`.execute(house.parts.store.sql);
      const before = await told();
      // An attempt died when all was written, and told of, but its task had not ended.
      const result = { statusInfo: 'as before', machines: 30 };
      const run = new FakeRun({}, crypto.randomUUID(), { added: 1, updated: 2, result });
      const again = await readInventory(house.parts)(run, { ...noFacts, managerGuid: manager });

      assert.deepEqual([after, again, await taken()], [30, result, 30]);
      assert.deepEqual([await told(), run.steps], [before, []]);
      await house.data(`mutation { deletePolicy(input: { guid: "${made.policy.guid}" }) { guid } }`);
    });

    test('keeps a disk that vanished, marked', async () => {
      await changeManager(house, manager, { machines: 30, disks: 1 });
      await readAgain(house, manager);

      const { nodes } = await list('virtualMachines', 'first: 1', 'disks { position present }');

      assert.deepEqual(nodes[0], {
        disks: [
          { position: 0, present: true },
          { position: 1, present: false },
        ],
      });
    });

    test('removes of the vanished machines those without a backup that can be restored', async () => {
      await changeManager(house, manager, { machines: 27, disks: 1 });
      await readAgain(house, manager);
      await sql`update backup.virtual_machine set restorable = true where guid = (
        select guid from backup.virtual_machine where not present order by guid limit 1)`.execute(
        house.parts.store.sql,
      );

      const answer = await house.data('mutation { removeVanishedVirtualMachines(input: {}) { removed } }');

      assert.deepEqual(answer, { removeVanishedVirtualMachines: { removed: 2 } });
      assert.equal((await list('virtualMachines', 'filter: { present: false }', 'guid')).totalCount, 1);
    });

    test('is read by one task at a time, however many ask', async () => {
      const ask = `mutation { syncInventory(input: { managers: ["${manager}"] }) { tasks { guid } } }`;
      await changeManager(house, manager, { machines: 27, disks: 1, delayMs: 300 });

      const answers = await Promise.all([house.data(ask), house.data(ask), house.data(ask)]);

      const guids = answers.map(
        (answer) => (answer as { syncInventory: { tasks: { guid: string }[] } }).syncInventory.tasks[0]!.guid,
      );
      assert.equal(new Set(guids).size, 1);
      await house.kernel.ended(guids[0]!, 30_000);
      await changeManager(house, manager, { machines: 27, disks: 1 });
    });

    test('that cannot be had costs nothing but the attempt, and the manager says why', async () => {
      await changeManager(house, manager, { machines: 27, disks: 1, faults: { inventory: 'UNAUTHORIZED' } });

      const task = await readAgain(house, manager);

      const answer = await house.data(`{ hypervisorManager(guid: "${manager}") { lastSyncError } }`);
      assert.equal(task.state, 'FAILED');
      assert.deepEqual(answer, {
        hypervisorManager: {
          lastSyncError: 'The hypervisor manager does not accept its credentials: its settings say so.',
        },
      });
      assert.equal((await list('virtualMachines', 'filter: { present: true }', 'guid')).totalCount, 27);
      await changeManager(house, manager, { machines: 27, disks: 1 });
      assert.equal((await readAgain(house, manager)).state, 'FINISHED');
    });

    test('shows a tenant its own machines and projects, and all infrastructure', async () => {
      const { nodes } = await list('projects', 'first: 1', 'uuid');
      const viewer = { ...openViewer, tenantId: (nodes[0] as unknown as { uuid: string }).uuid };

      const seen = await house.data<Record<string, { nodes: { tenantId: string }[]; totalCount: number }>>(
        '{ virtualMachines { nodes { tenantId } } projects { totalCount } hypervisors { totalCount } }',
        {},
        viewer,
      );

      assert.ok(seen['virtualMachines']!.nodes.length > 0);
      assert.ok(seen['virtualMachines']!.nodes.every(({ tenantId }) => tenantId === viewer.tenantId));
      assert.deepEqual([seen['projects']?.totalCount, seen['hypervisors']?.totalCount], [1, 4]);
      const fault = await house.fault('mutation { syncInventory(input: {}) { tasks { guid } } }', {}, viewer);
      assert.equal(fault.code, 'FORBIDDEN');
    });
  });
}
