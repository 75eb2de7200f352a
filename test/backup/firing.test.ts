import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { fireDue } from '../../subgraphs/backup/services/fire-schedules.js';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { cannotRun, engines, silentLog } from '../support/engines.js';
import { sharedPostgres } from '../support/shared-postgres.js';
import { PolicyHouse, type Answer } from './policy-house.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Made {
  readonly schedule: string;
  readonly policy: string;
  readonly rule: string;
}

interface FiredRow {
  instant: string;
  name: string;
  type: string;
  start: string;
  end: string;
  priority: number;
  retries: number;
}

for (const kind of engines) {
  suite(`firing schedules on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let house: PolicyHouse;
    let made = 0;

    before(async () => {
      house = await PolicyHouse.open(kind);
    });
    after(() => house.close());

    test('makes one task per rule and present machine at each instant, with what the policy says', async () => {
      const [one = '', gone = ''] = await house.machines([{ name: 'one' }, { name: 'gone', present: false }]);
      const { schedule } = await scheduled(
        { hour: hourMs },
        { vmGuids: [one, gone], priority: 70, backupRetryCount: 2 },
      );

      await at(hourMs - 1);
      const early = await fired(schedule);
      await at(hourMs);
      await at(hourMs);

      const { firings } = await house.data(
        `query ($guid: ID!) { firings(filter: { scheduleGuids: [$guid] }) {
          nodes { instant schedule { guid } rule { name } virtualMachine { name } task { guid } } } }`,
        { guid: schedule },
      );
      assert.deepEqual(
        firings.nodes.map(({ task, ...node }: Answer) => [node, typeof task.guid]),
        [
          [
            {
              instant: '2026-01-01T01:00:00.000Z',
              schedule: { guid: schedule },
              rule: { name: 'Default' },
              virtualMachine: { name: 'one' },
            },
            'string',
          ],
        ],
      );
      assert.deepEqual(early, []);
      assert.deepEqual(await fired(schedule), [
        {
          instant: '2026-01-01T01:00:00.000Z',
          name: 'one',
          type: 'EXPORT',
          start: '2026-01-01T01:00:00.000Z',
          end: '2026-01-01T07:00:00.000Z',
          priority: 70,
          retries: 2,
        },
      ]);
      assert.deepEqual(await shown(schedule), {
        lastRun: '2026-01-01T01:00:00.000Z',
        nextRun: '2026-01-02T01:00:00.000Z',
        closedRun: null,
      });
    });

    test('leaves out what is switched off: schedule, rule or policy', async () => {
      const [vm = ''] = await house.machines([{ name: 'idle' }]);
      const off = await scheduled({ hour: 0, active: false }, { vmGuids: [vm] });
      const idle = await scheduled({ hour: 0 }, { active: false });
      const ruleOff = await scheduled({ hour: 0 }, {}, { active: false });
      await house.make('updatePolicy', { guid: idle.policy, vmGuids: [vm] }, 'policy { guid }');

      await later(dayMs);

      for (const { schedule } of [off, idle, ruleOff]) assert.deepEqual(await fired(schedule), []);
      assert.equal((await shown(off.schedule)).nextRun, null);
    });

    test('catches up with nothing but the instants whose window is open', async () => {
      const [vm = ''] = await house.machines([{ name: 'late' }]);
      const interval = { startHour: 0, endHour: dayMs - 1, frequency: hourMs };
      const { schedule } = await scheduled({ interval, startWindowLength: 2 * hourMs }, { vmGuids: [vm] });
      const start = house.now;

      await later(3 * dayMs);

      const instants = (await fired(schedule)).map(
        ({ instant }) => (house.now - Date.parse(instant)) / hourMs,
      );
      assert.deepEqual(
        instants,
        instants.toSorted((a, b) => b - a),
      );
      assert.ok(instants.length === 2 && instants.every((age) => age < 2), String(instants));
      assert.ok(house.now > start);
    });

    test('holds a change for later instants only', async () => {
      const [vm = ''] = await house.machines([{ name: 'changed' }]);
      const base = midnight();
      const { schedule } = await scheduled({ hour: hourMs }, { vmGuids: [vm] });
      house.now = base + dayMs + hourMs + 1;

      await house.make('updateSchedule', { guid: schedule, hour: hourMs / 2 }, 'schedule { guid }');
      const before = await fired(schedule);
      await later(hourMs);
      const after = await fired(schedule);
      await later(dayMs);

      assert.equal(before.length, 1);
      assert.deepEqual(after, before);
      assert.deepEqual(
        (await fired(schedule)).map(({ instant }) => (Date.parse(instant) - base) / hourMs),
        [25, 48.5],
      );
    });

    test('makes snapshots for a snapshot schedule, and nothing where there is no destination', async () => {
      const [vm = ''] = await house.machines([{ name: 'snapped' }]);
      const kept = await scheduled(
        { hour: 0, type: 'VM_SNAPSHOT' },
        { kind: 'VM_SNAPSHOT', vmGuids: [vm] },
        { destinations: undefined, retentionVersions: 3 },
      );
      const nowhere = await scheduled({ hour: 0 }, { vmGuids: [vm] }, { destinations: [] });

      await later(dayMs);

      const snapshots = await house.rows(sql<{ status: string; alone: boolean }>`
        select status, stand_alone as alone from backup.snapshot where vm_guid = ${vm}`);
      assert.deepEqual(
        (await fired(kept.schedule)).map(({ type }) => type),
        ['SNAPSHOT'],
      );
      assert.deepEqual(snapshots, [{ status: 'QUEUED', alone: true }]);
      assert.deepEqual(await fired(nowhere.schedule), []);
    });

    test('tells whether machines are protected, why not, and when they are backed up next', async () => {
      const [vm = '', free = ''] = await house.machines([{ name: 'watched' }, { name: 'free' }]);
      const base = midnight();
      const { policy } = await scheduled({ hour: hourMs, startWindowLength: hourMs }, { vmGuids: [vm] });
      const backedUp = (ms: number): Promise<unknown> =>
        house.rows(
          sql`update backup.virtual_machine set last_backup_at = ${new Date(ms)} where guid = ${vm} returning guid`,
        );

      const states: unknown[] = [await protection(vm), await protection(free)];
      await backedUp(base + dayMs + hourMs + 1);
      house.now = base + dayMs + 2 * hourMs;
      await fireDue(house.parts);
      states.push(await protection(vm));
      house.now = base + 2 * dayMs + 2 * hourMs - 1;
      await fireDue(house.parts);
      states.push(await protection(vm));
      await later(1);
      states.push(await protection(vm));
      await house.make('updatePolicy', { guid: policy, active: false }, 'policy { guid }');
      states.push(await protection(vm));

      const next = (days: number): string => new Date(base + days * dayMs + hourMs).toISOString();
      assert.deepEqual(states, [
        ['NOT_PROTECTED', 'NO_BACKUP', false, next(1)],
        ['NO_SCHEDULE', 'NO_POLICY', null, null],
        ['IS_PROTECTED', null, true, next(2)],
        ['IS_PROTECTED', null, true, next(3)],
        ['NOT_PROTECTED', 'OUTDATED', false, next(3)],
        ['NO_SCHEDULE', 'POLICY_INACTIVE', null, null],
      ]);
    });

    test('tells what a policy lacks, and no next backup of a machine that has vanished', async () => {
      const names = ['unruled', 'unscheduled', 'vanished'];
      const [unruled = '', unscheduled = '', vanished = ''] = await house.machines(
        names.map((name) => ({ name, present: name !== 'vanished' })),
      );
      await scheduled({ hour: 0 }, { vmGuids: [unruled] }, { active: false });
      await scheduled({ hour: 0, active: false }, { vmGuids: [unscheduled] });
      await scheduled({ hour: 0 }, { vmGuids: [vanished] });

      const states = [await protection(unruled), await protection(unscheduled), await protection(vanished)];

      assert.deepEqual(states, [
        ['NO_SCHEDULE', 'NO_RULE', null, null],
        ['NO_SCHEDULE', 'NO_SCHEDULE', null, null],
        ['NOT_PROTECTED', 'NO_BACKUP', false, null],
      ]);
    });

    test('tells why an incremental backup would become a full one', async () => {
      const [vm = '', free = ''] = await house.machines([{ name: 'grown' }, { name: 'loose' }]);
      const { schedule } = await scheduled({ hour: 0 }, { vmGuids: [vm] });
      const reasons = async (guid: string): Promise<string[]> => {
        const { virtualMachine } = await house.data(
          `{ virtualMachine(guid: "${guid}") { incrementalNotPossible } }`,
        );
        return virtualMachine.incrementalNotPossible;
      };

      const full = await reasons(vm);
      await house.make('updateSchedule', { guid: schedule, backupType: 'INCREMENTAL' }, 'schedule { guid }');

      assert.deepEqual(full, ['MISSING_INCREMENTAL_SCHEDULER', 'NO_SNAPSHOT']);
      assert.deepEqual(await reasons(vm), ['NO_SNAPSHOT']);
      assert.deepEqual(await reasons(free), ['NO_POLICY', 'NO_SNAPSHOT']);
    });

    test('takes the same number of statements for one machine and for a hundred', async () => {
      const count = async (machines: number): Promise<number> => {
        const vms = await house.machines(Array.from({ length: machines }, (_, i) => ({ name: `many-${i}` })));
        const { schedule, policy } = await scheduled({ hour: 0 }, { vmGuids: vms });
        house.now = midnight() + dayMs;
        const { statements } = await countStatements(() => fireDue(house.parts, [schedule]));
        assert.equal((await fired(schedule)).length, machines);
        await house.make('deletePolicy', { guid: policy }, 'guid');
        return statements.length;
      };

      assert.equal(await count(100), await count(1));
    });

    async function scheduled(schedule: object, policy: object, rule: object = {}): Promise<Made> {
      const name = `case-${++made}`;
      const { schedule: at } = await house.make('createSchedule', { name, ...schedule }, 'schedule { guid }');
      const wish = {
        name: 'Default',
        scheduleGuids: [at.guid],
        destinations: [{ destinationGuid: house.destination }],
        ...rule,
      };
      const { policy: of } = await house.make(
        'createPolicy',
        { name, ...policy, rules: [wish] },
        'policy { guid rules { guid } }',
      );
      return { schedule: at.guid, policy: of.guid, rule: of.rules[0].guid };
    }

    function midnight(): number {
      return house.now - (house.now % dayMs);
    }

    async function at(ms: number): Promise<void> {
      house.now = midnight() + ms;
      await fireDue(house.parts);
    }

    async function later(ms: number): Promise<void> {
      house.now += ms;
      await fireDue(house.parts);
    }

    async function shown(guid: string): Promise<Answer> {
      return (await house.data(`{ schedule(guid: "${guid}") { lastRun nextRun closedRun } }`))['schedule'];
    }

    async function protection(guid: string): Promise<unknown[]> {
      const { virtualMachine } = await house.data(
        `{ virtualMachine(guid: "${guid}") { protection whyNotProtected backupUpToDate nextBackupAt } }`,
      );
      return Object.values(virtualMachine);
    }

    async function fired(schedule: string): Promise<FiredRow[]> {
      const rows = await house.rows(sql<FiredRow>`
        select f.instant, w.vm_name as name, w.type, t.window_start as start, t.window_end as "end", t.priority, w.retries_left as retries
        from backup.firing f join kernel.task t on t.guid = f.task_guid join backup.work w on w.task_guid = f.task_guid
        where f.schedule_guid = ${schedule} order by f.instant, w.vm_name`);
      return rows.map((row) => ({
        ...row,
        instant: new Date(row.instant).toISOString(),
        start: new Date(row.start).toISOString(),
        end: new Date(row.end).toISOString(),
      }));
    }
  });
}

suite('two processes on one PostgreSQL', { skip: cannotRun('server') }, () => {
  test('fire each instant once', async (t) => {
    const server = await sharedPostgres();
    const url = await server.createDatabase();
    const houses: PolicyHouse[] = [];
    for (let i = 0; i < 2; i++) {
      const database = await Database.open({ url, poolSize: 4 }, silentLog);
      const house = await PolicyHouse.openOn(await TaskHouse.openOn(database), {}, houses[0]);
      t.after(() => house.close());
      houses.push(house);
    }
    const [first] = houses;
    assert.ok(first);
    const vms = await first.machines(Array.from({ length: 50 }, (_, i) => ({ name: `vm-${i}` })));
    const interval = { startHour: 0, endHour: dayMs - 1, frequency: 60_000 };
    const { schedule } = await first.make('createSchedule', { name: 's', interval }, 'schedule { guid }');
    const rules = [
      { name: 'r', scheduleGuids: [schedule.guid], destinations: [{ destinationGuid: first.destination }] },
    ];
    await first.make('createPolicy', { name: 'p', vmGuids: vms, rules }, 'policy { guid }');

    for (let minute = 0; minute < 5; minute++) {
      for (const house of houses) house.now += 60_000;
      await Promise.all(houses.flatMap((house) => [fireDue(house.parts), fireDue(house.parts)]));
    }

    const counted = await first.rows(sql<{ instants: number; tasks: number; works: number }>`
      select count(distinct instant)::int as instants, count(*)::int as tasks,
        (select count(*)::int from backup.work) as works from backup.firing`);
    assert.deepEqual(counted, [{ instants: 5, tasks: 250, works: 250 }]);
  });
});
