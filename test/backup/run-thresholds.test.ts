import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { fireDue } from '../../subgraphs/backup/services/fire-schedules.js';
import { cannotRun, engines } from '../support/engines.js';
import { PolicyHouse } from './policy-house.js';

const dayMs = 86_400_000;

for (const kind of engines) {
  suite(`a run of which too much has failed (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: PolicyHouse;
    let made = 0;

    before(async () => {
      house = await PolicyHouse.open(kind);
    });
    after(() => house.close());

    /** Machines in a policy whose schedule has fired; the schedule's GUID. */
    async function firedOn(vmGuids: readonly string[], policy: object): Promise<string> {
      const name = `run-${made++}`;
      const { schedule } = await house.make('createSchedule', { name, hour: 0 }, 'schedule { guid }');
      const rules = [
        {
          name: 'Default',
          scheduleGuids: [schedule.guid],
          destinations: [{ destinationGuid: house.destination }],
        },
      ];
      await house.make('createPolicy', { name, vmGuids, rules, ...policy }, 'policy { guid }');
      house.now += dayMs;
      await fireDue(house.parts);
      return schedule.guid;
    }

    test('fails the waiting tasks of a run when more of it have failed than the policy allows', async () => {
      const vms = await house.machines(Array.from({ length: 5 }, (_, i) => ({ name: `fragile-${i}` })));
      const schedule = await firedOn(vms, { failRemainingExportThreshold: 30, backupRetryCount: 2 });
      const tasks = await house.rows(sql<{ guid: string }>`
        select task_guid as guid from backup.firing where schedule_guid = ${schedule} order by vm_guid`);
      const fail = (i: number): Promise<unknown> =>
        house.parts.store.transaction((tx) =>
          house.parts.tasks.failWaiting(tx, [tasks[i]?.guid ?? ''], {
            code: 'WINDOW_PASSED',
            message: 'No.',
          }),
        );
      const states = async (): Promise<string[]> => {
        const rows = await house.rows(sql<{ state: string }>`
          select t.state from backup.firing f join kernel.task t on t.guid = f.task_guid
          where f.schedule_guid = ${schedule} order by t.state`);
        return rows.map(({ state }) => state);
      };

      await fail(0);
      const one = await states();
      await fail(1);

      assert.deepEqual(one, ['FAILED', 'QUEUED', 'QUEUED', 'QUEUED', 'QUEUED']);
      const [works] = await house.rows(sql<{ count: number }>`
        select count(*)::int as count from backup.work where schedule_guid = ${schedule}`);
      assert.deepEqual(
        await states(),
        Array.from({ length: 5 }, () => 'FAILED'),
      );
      assert.deepEqual(works, { count: 5 });
    });

    test('fails the waiting stores of a run by a threshold of their own, and only when it is exceeded', async () => {
      const vms = await house.machines(Array.from({ length: 4 }, (_, i) => ({ name: `shelved-${i}` })));
      const schedule = await firedOn(vms, {
        failRemainingExportThreshold: 0,
        failRemainingStoreThreshold: 25,
      });
      // Three of the exports have ended well and their stores wait; the last one still waits itself.
      const stores = await house.rows(sql<{ guid: string }>`
        with exported as (
          update kernel.task t set state = 'FINISHED', finished_at = now() where t.guid in (
            select task_guid from backup.firing where schedule_guid = ${schedule} order by vm_guid limit 3) returning t.*
        ), stored as (
          insert into kernel.task (guid, type, subgraph, state, title, priority, about, workflow, origin, input, queue)
          select gen_random_uuid(), 'backup.vm.store', 'backup', 'QUEUED', 'Store', 50, '[]', e.workflow, 'SCHEDULE', '{}', 'backup.store'
          from exported e returning guid, workflow
        )
        insert into backup.work (task_guid, type, workflow, backup_guid, policy_guid, schedule_guid)
        select s.guid, 'STORE', s.workflow::uuid, w.backup_guid, w.policy_guid, w.schedule_guid
        from stored s join backup.work w on w.workflow = s.workflow::uuid and w.type = 'EXPORT' returning task_guid as guid`);
      const fail = (i: number): Promise<unknown> =>
        house.parts.store.transaction((tx) =>
          house.parts.tasks.failWaiting(tx, [stores[i]?.guid ?? ''], { code: 'GONE', message: 'No.' }),
        );
      const told = async (): Promise<Record<string, number>> =>
        Object.fromEntries(
          (
            await house.rows(sql<{ what: string; count: number }>`
              select w.type || ' ' || t.state || coalesce(' ' || (t.error ->> 'code'), '') as what, count(*)::int as count
              from backup.work w join kernel.task t on t.guid = w.task_guid where w.schedule_guid = ${schedule} group by 1 order by 1`)
          ).map(({ what, count }) => [what, count]),
        );

      await fail(0);
      const one = await told();
      await fail(1);

      assert.deepEqual(one, {
        'EXPORT FINISHED': 3,
        'EXPORT QUEUED': 1,
        'STORE FAILED GONE': 1,
        'STORE QUEUED': 2,
      });
      assert.deepEqual(await told(), {
        'EXPORT FINISHED': 3,
        'EXPORT QUEUED': 1,
        'STORE FAILED GONE': 2,
        'STORE FAILED THRESHOLD_PASSED': 1,
      });
    });
  });
}
