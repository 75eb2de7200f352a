import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { untilAborted } from '../kernel/tasks/task-house.js';
import { BackupHouse } from './backup-house.js';
import { WorkFixture, workDoing } from './work-fixture.js';

const ofTenant = (tenantId: string): Viewer => ({
  ...openViewer,
  kind: 'account',
  tenantId,
  role: 'operator',
});

const listing = `query ($filter: BackupTaskFilter, $orderBy: BackupTaskOrder, $first: Int, $after: String) {
  backupTasks(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes { guid type state title progress priority workType statusInfo whyQueued originName backupType
      parent { guid workType } virtualMachine { guid name } backup { guid vmName } backupDestination { guid } backupNode { name state }
      hypervisorManager { guid } schedule { guid } rule { guid } policy { guid } restoreJob { guid } }
    edges { cursor node { guid } } pageInfo { hasNextPage endCursor } totalCount } }`;
const removing = `mutation ($input: RemoveTasksInput!) { removeTasks(input: $input) { removed cancelling } }`;

interface Shown {
  readonly guid: string;
  readonly state: string;
  readonly [more: string]: unknown;
}
interface Answer {
  readonly backupTasks: {
    readonly nodes: readonly Shown[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly totalCount: number;
  };
}

for (const engine of engines) {
  describe(`the list of backup tasks on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: BackupHouse;
    let fixture: WorkFixture;
    before(async () => {
      house = await BackupHouse.open({
        kind: engine,
        functions: workDoing({
          EXPORT: (run, { vmName }) =>
            vmName === 'runs' ? (untilAborted(run as never) as never) : Promise.resolve(undefined),
        }),
      });
      fixture = await WorkFixture.on(house);
    });
    after(() => house.close());

    const list = async (variables: object = {}, viewer = openViewer): Promise<Answer['backupTasks']> =>
      (await house.data<Answer>(listing, { ...variables }, viewer)).backupTasks;
    const named = (guid: string, name: string, tenantId: string | null = null) => ({
      machine: { guid, name, tenantId, managerGuid: fixture.managerGuid, hypervisorGuid: null },
    });

    it('shows running ones, then waiting ones as they will run, then the newest ended, however it is paged', async () => {
      const vms = await fixture.machines(7);
      const at = (minutes: number): Date => new Date(Date.UTC(2099, 0, 1, 0, minutes));
      const done = [];
      for (const vm of vms.slice(0, 2)) {
        const { workflow } = await fixture.export(vm);
        done.push(...(await fixture.chain(workflow)));
      }
      const runs = await fixture.export(vms[2] ?? '', named(vms[2] ?? '', 'runs'));
      await house.kernel.running(runs.guid);
      const later = await fixture.export(vms[3] ?? '', { windowStart: at(9) });
      const low = await fixture.export(vms[4] ?? '', { windowStart: at(1), priority: 10 });
      const soon = await fixture.export(vms[5] ?? '', { windowStart: at(2) });
      const high = await fixture.export(vms[6] ?? '', { windowStart: at(20), priority: 90 });

      const whole = await list();
      const paged: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await list({ first: 2, after });
        paged.push(...page.nodes.map(({ guid }) => guid));
        if (!page.pageInfo.hasNextPage) break;
        after = page.pageInfo.endCursor;
      }

      const expected = [
        runs,
        high,
        soon,
        later,
        low,
        ...done.toSorted((a, b) => Number(b.finishedAt) - Number(a.finishedAt)),
      ];
      assert.deepEqual(
        whole.nodes.map(({ guid }) => guid),
        expected.map(({ guid }) => guid),
      );
      assert.deepEqual(
        paged,
        whole.nodes.map(({ guid }) => guid),
      );
      assert.equal(whole.totalCount, expected.length);
      assert.partialDeepStrictEqual(whole.nodes[0], {
        workType: 'EXPORT',
        backupNode: { name: house.parts.node.name, state: 'ONLINE' },
      });
      assert.partialDeepStrictEqual(whole.nodes[1], {
        whyQueued: 'Its window has not begun.',
        originName: 'anna',
      });
      const store = whole.nodes.find(({ type }) => type === 'backup.vm.store');
      assert.partialDeepStrictEqual(store, { progress: 100, parent: { workType: 'EXPORT' } });
      await house.parts.tasks.cancel(runs.guid, openViewer);
      await house.kernel.ended(runs.guid);
    });

    it('costs as many statements for many tasks as for few', async () => {
      const few = await countStatements(() => list({ first: 2 }));
      await fixture.exports(await fixture.machines(40), { windowStart: new Date('2099-01-01') });

      const many = await countStatements(() => list({ first: 100 }));

      assert.ok(many.result.nodes.length > 40);
      assert.ok(many.statements.length <= few.statements.length + 2, many.statements.join('\n'));
    });

    it('narrows by every filter', async () => {
      const vm = await fixture.machine();
      const { ruleGuid, policyGuid } = await fixture.rule([vm]);
      const scheduleGuid = crypto.randomUUID();
      const other = await WorkFixture.on(house);
      const { guid, workflow } = await fixture.export(vm, {
        ...named(vm, 'vm', 't-filter'),
        ruleGuid,
        policyGuid,
        scheduleGuid,
        destinationGuid: other.destinationGuid,
      });
      const [, store] = await fixture.chain(workflow);
      const [backup] = await fixture.rows('backup', sql<boolean>`t.workflow = ${workflow}`);
      const [node] = await fixture.rows('node');
      const nothing = crypto.randomUUID();

      for (const [filter, most] of [
        [{ virtualMachines: [vm] }, 2],
        [{ backups: [backup?.['guid']] }, 2],
        [{ schedules: [scheduleGuid, nothing] }, 2],
        [{ rules: [ruleGuid] }, 2],
        [{ policies: [policyGuid] }, 2],
        [{ workflows: [workflow] }, 2],
        [{ backupDestinations: [other.destinationGuid] }, 2],
        [{ workflows: [workflow], nodes: [node?.['guid']] }, 2],
        [{ workflows: [workflow], hypervisorManagers: [fixture.managerGuid] }, 2],
        [{ tenantId: 't-filter' }, 2],
        [{ parents: [guid] }, 1],
        [{ workflows: [workflow], types: ['STORE'] }, 1],
        [{ workflows: [workflow], states: ['FINISHED', 'RUNNING'] }, 2],
        [{ workflows: [workflow], states: ['FAILED'] }, 0],
        [{ workflows: [workflow], mountedBackupAssigned: true }, 0],
        [{ hypervisors: [nothing] }, 0],
        [{ restoreJobs: [nothing] }, 0],
        [{ virtualMachines: ['no guid'] }, 0],
        [{ schedules: [] }, 0],
      ] as const) {
        const { totalCount, nodes } = await list({ filter });
        assert.deepEqual([totalCount, nodes.length], [most, most], JSON.stringify(filter));
      }
      assert.equal((await list({ filter: { parents: [guid] } })).nodes[0]?.guid, store?.guid);
      for (const field of ['LINE', 'CREATED_AT', 'STARTED_AT', 'FINISHED_AT', 'PRIORITY', 'TYPE', 'STATE'])
        for (const direction of ['ASC', 'DESC']) {
          const { nodes, pageInfo } = await list({ first: 3, orderBy: { field, direction } });
          const rest = await list({ first: 1000, after: pageInfo.endCursor, orderBy: { field, direction } });
          assert.equal(nodes.length + rest.nodes.length, rest.totalCount, `${field} ${direction}`);
        }
    });

    it('groups the tasks of a request, the newest first, however it is paged', async () => {
      const [a, b] = await fixture.machines(2);
      const done = await fixture.export(a ?? '');
      await fixture.chain(done.workflow);
      await sql`update backup.backup set warnings = '{late}' where workflow = ${done.workflow}`.execute(
        house.parts.store.sql,
      );
      const waits = await fixture.export(b ?? '', { windowStart: new Date('2099-01-01'), priority: 9 });
      const query = `query ($first: Int, $after: String, $filter: WorkflowFilter) { workflows(first: $first, after: $after, filter: $filter) {
        nodes { guid definition state currentStep progress priority vmName originName virtualMachine { guid } backupDestinations { guid } finishedAt }
        pageInfo { endCursor } totalCount } }`;
      const page = async (variables: object) =>
        (
          await house.data<{
            workflows: { nodes: Shown[]; pageInfo: { endCursor: string }; totalCount: number };
          }>(query, { ...variables })
        ).workflows;

      const first = await page({ first: 1 });
      const second = await page({ first: 1, after: first.pageInfo.endCursor });

      assert.partialDeepStrictEqual(first.nodes[0], {
        guid: waits.workflow,
        definition: 'EXPORT',
        state: 'RUNNING',
        currentStep: 'EXPORT',
        priority: 9,
        originName: 'anna',
        virtualMachine: { guid: b },
        finishedAt: null,
      });
      assert.partialDeepStrictEqual(second.nodes[0], {
        guid: done.workflow,
        state: 'FINISHED_WITH_WARNINGS',
        currentStep: 'STORE',
        progress: 100,
        backupDestinations: [{ guid: fixture.destinationGuid }],
      });
      assert.equal((await page({ filter: { virtualMachines: [a, b] } })).totalCount, 2);
    });

    it('shows and touches the tasks of the own tenant alone', async () => {
      const [a, b] = await fixture.machines(2);
      const far = { windowStart: new Date('2099-01-01') };
      const own = await fixture.export(a ?? '', { ...named(a ?? '', 'a', 'tenant-a'), ...far });
      const foreign = await fixture.export(b ?? '', { ...named(b ?? '', 'b', 'tenant-b'), ...far });
      const viewer = ofTenant('tenant-a');

      assert.deepEqual(
        (await list({}, viewer)).nodes.map(({ guid }) => guid),
        [own.guid],
      );
      assert.deepEqual(
        await house.data(
          'query ($guid: ID!) { backupTask(guid: $guid) { guid } }',
          { guid: foreign.guid },
          viewer,
        ),
        { backupTask: null },
      );
      const cancel =
        'mutation ($guid: ID!) { cancelBackupTask(input: { guid: $guid, statusInfo: "Not now" }) { task { state statusInfo } } }';
      assert.equal((await house.fault(cancel, { guid: foreign.guid }, viewer)).code, 'NOT_FOUND');
      assert.deepEqual(await house.data(cancel, { guid: own.guid }, viewer), {
        cancelBackupTask: { task: { state: 'CANCELLED', statusInfo: 'Not now' } },
      });
      assert.deepEqual(
        await house.data(
          removing,
          { input: { states: ['QUEUED', 'CANCELLED', 'FINISHED', 'FAILED'] } },
          viewer,
        ),
        {
          removeTasks: { removed: 1, cancelling: 0 },
        },
      );
      assert.equal((await house.parts.tasks.get(foreign.guid))?.state, 'QUEUED');
    });

    it('forgets ended ones, cancels waiting ones first and tells running ones, and keeps the backups', async () => {
      const [a, b] = await fixture.machines(2);
      const runs = await fixture.export(a ?? '', named(a ?? '', 'runs'));
      await house.kernel.running(runs.guid);
      const waits = await fixture.export(b ?? '', { windowStart: new Date('2099-01-01') });
      const backups = (await fixture.rows('backup')).length;

      await house.data(removing, { input: { states: ['FINISHED', 'FAILED', 'CANCELLED', 'QUEUED'] } });
      const after = await list();
      const told = await house.data(removing, { input: { guids: [runs.guid] } });

      assert.deepEqual(
        after.nodes.map(({ guid }) => guid),
        [runs.guid],
      );
      assert.deepEqual(told, { removeTasks: { removed: 0, cancelling: 1 } });
      assert.equal((await house.kernel.ended(runs.guid)).state, 'CANCELLED');
      assert.equal((await fixture.rows('backup')).length, backups);
      const [backup] = await fixture.rows('backup', sql<boolean>`t.workflow = ${waits.workflow}`);
      assert.equal(backup?.['status'], 'FAILED');
      assert.equal((await house.fault(removing, { input: { guids: [waits.guid] } })).code, 'NOT_FOUND');
      assert.equal((await house.fault(removing, { input: {} })).reason, 'VALIDATION');
      const workflow = 'mutation ($guid: ID!) { removeWorkflow(input: { guid: $guid }) { removed } }';
      assert.deepEqual(await house.data(workflow, { guid: runs.workflow }), {
        removeWorkflow: { removed: 1 },
      });
    });
  });
}
