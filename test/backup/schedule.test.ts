import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { cannotRun, engines } from '../support/engines.js';
import { PolicyHouse, tenantViewer, type Answer } from './policy-house.js';

const hourMs = 3_600_000;
const shown = `schedule { guid name nameScoped tenantId type backupType executionType hour startWindowLength
  interval { startHour endHour frequency } daysOfWeek months dayOfWeekOccurrences active lastRun nextRun
  rules { name } policies { name } }`;

for (const kind of engines) {
  suite(`schedules on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let house: PolicyHouse;

    before(async () => {
      house = await PolicyHouse.open(kind);
    });
    after(() => house.close());

    async function create(input: object): Promise<Answer> {
      return (await house.make('createSchedule', input, shown))['schedule'] as Answer;
    }

    test('take the defaults of the legacy API, and tell when they fire next', async () => {
      const schedule = await create({ name: '  nightly ', hour: hourMs });

      const { guid, ...rest } = schedule;
      assert.match(String(guid), /^[0-9a-f-]{36}$/);
      assert.deepEqual(rest, {
        name: 'nightly',
        nameScoped: false,
        tenantId: null,
        type: 'VM_BACKUP',
        backupType: 'FULL',
        executionType: 'TIME',
        hour: hourMs,
        startWindowLength: 6 * hourMs,
        interval: null,
        daysOfWeek: [],
        months: [],
        dayOfWeekOccurrences: [],
        active: true,
        lastRun: null,
        nextRun: '2026-01-01T01:00:00.000Z',
        rules: [],
        policies: [],
      });
    });

    test('are of an interval when only that is given, and have no window of their own then', async () => {
      const interval = { startHour: 22 * hourMs, endHour: 2 * hourMs, frequency: String(hourMs) };

      const schedule = await create({ name: 'hourly', interval });

      assert.equal(schedule['executionType'], 'INTERVAL');
      assert.equal(schedule['startWindowLength'], 0);
      assert.deepEqual(schedule['interval'], { ...interval, frequency: hourMs });
      assert.equal(schedule['nextRun'], '2026-01-01T01:00:00.000Z');
    });

    test('take an interval that comes along with TIME, whatever it is, and hours of any midnight', async () => {
      const interval = { startHour: 0, endHour: 0, frequency: 0 };

      const schedule = await create({ name: 'legacy', executionType: 'TIME', hour: -hourMs, interval });

      assert.equal(schedule['hour'], 23 * hourMs);
      assert.equal(schedule['interval'], null);
    });

    test('refuse what is no schedule, and name what is wrong', async () => {
      const refused: [object, string][] = [
        [{ name: ' ', hour: 0 }, 'VALIDATION name'],
        [{ name: 'x'.repeat(256), hour: 0 }, 'VALIDATION name'],
        [{ name: 'a' }, 'VALIDATION hour'],
        [{ name: 'a', executionType: 'INTERVAL', hour: 0 }, 'VALIDATION interval'],
        [{ name: 'a', hour: 0, startWindowLength: -1 }, 'VALIDATION startWindowLength'],
        [
          { name: 'a', interval: { startHour: 0, endHour: 1, frequency: 59_999 } },
          'VALIDATION interval.frequency',
        ],
        [{ name: 'a', hour: 0, ruleGuids: ['no-guid'] }, 'REFERENCE_NOT_FOUND ruleGuids'],
        [{ name: 'a', hour: 0, ruleGuids: [crypto.randomUUID()] }, 'REFERENCE_NOT_FOUND ruleGuids'],
        [{ name: 'nightly', hour: 0 }, 'NAME_NOT_UNIQUE name'],
      ];

      for (const [input, reason] of refused)
        assert.equal(await house.refused('createSchedule', input), reason, JSON.stringify(input));
      assert.equal(
        await house.refused('updateSchedule', { guid: crypto.randomUUID(), name: 'b' }),
        'NOT_FOUND',
      );
    });

    test('keep what a change leaves out, and put the default for null', async () => {
      const { guid } = await create({
        name: 'weekly',
        hour: 5 * hourMs,
        startWindowLength: hourMs,
        daysOfWeek: ['MONDAY', 'MONDAY'],
        months: ['MAY'],
        backupType: 'INCREMENTAL',
      });

      const kept = await house.make('updateSchedule', { guid, daysOfWeek: ['FRIDAY'] }, shown);
      const cleared = await house.make(
        'updateSchedule',
        { guid, months: null, backupType: null, active: false },
        shown,
      );
      const again = await house.make('updateSchedule', { guid, active: null }, shown);

      assert.deepEqual(
        [kept, cleared, again].map(({ schedule }) => [
          schedule.daysOfWeek,
          schedule.months,
          schedule.backupType,
          schedule.startWindowLength,
          schedule.nextRun,
        ]),
        [
          [['FRIDAY'], ['MAY'], 'INCREMENTAL', hourMs, '2026-05-01T05:00:00.000Z'],
          [['FRIDAY'], [], 'FULL', hourMs, null],
          [['FRIDAY'], [], 'FULL', hourMs, '2026-01-02T05:00:00.000Z'],
        ],
      );
      assert.equal(await house.refused('updateSchedule', { guid, type: 'VM_SNAPSHOT' }), 'VALIDATION type');
      assert.equal(await house.refused('updateSchedule', { guid, name: null }), 'VALIDATION name');
    });

    test('show their coming runs, and those of a schedule that is not kept', async () => {
      const { guid } = await create({
        name: 'last friday',
        hour: 0,
        daysOfWeek: ['FRIDAY'],
        dayOfWeekOccurrences: ['LAST_IN_MONTH'],
      });

      const { schedule, previewSchedule } = await house.data(
        `query ($guid: ID!, $input: PreviewScheduleInput!) {
          schedule(guid: $guid) { nextRuns(first: 3, after: "2026-02-27T00:00:00Z") }
          previewSchedule(input: $input) }`,
        { guid, input: { interval: { startHour: hourMs, endHour: hourMs, frequency: hourMs }, first: 2 } },
      );

      assert.deepEqual(schedule.nextRuns, [
        '2026-03-27T00:00:00.000Z',
        '2026-04-24T00:00:00.000Z',
        '2026-05-29T00:00:00.000Z',
      ]);
      assert.deepEqual(previewSchedule, ['2026-01-01T01:00:00.000Z', '2026-01-02T01:00:00.000Z']);
      const query = '{ schedules { nodes { nextRuns(first: 0) } } }';
      assert.equal(await house.reason(query), 'VALIDATION first');
    });

    test('of tenants have names and lists of their own', async () => {
      const [one, two] = [tenantViewer('t-one'), tenantViewer('t-two')];
      const input = { name: 'shared name', hour: 0 };
      const names = `schedule { guid name nameScoped tenantId }`;

      const { schedule } = await house.make('createSchedule', input, names, one);
      await house.make('createSchedule', input, names, two);
      await house.make('createSchedule', input, names);
      const list = '{ schedules { totalCount nodes { name tenantId nameScoped } } }';
      const seen = await house.data(list, {}, one);
      const filtered = await house.data(
        '{ schedules(filter: { tenantId: "t-two" }) { nodes { tenantId } } }',
      );

      assert.deepEqual(seen.schedules, {
        totalCount: 1,
        nodes: [{ name: 'shared name', tenantId: 't-one', nameScoped: true }],
      });
      assert.deepEqual(filtered.schedules.nodes, [{ tenantId: 't-two' }]);
      assert.equal(await house.refused('createSchedule', input, one), 'NAME_NOT_UNIQUE name');
      assert.equal(await house.refused('createSchedule', { ...input, tenantId: 't-two' }, one), 'FORBIDDEN');
      assert.equal(await house.refused('deleteSchedule', { guid: schedule.guid }, two), 'NOT_FOUND');
      assert.deepEqual(await house.data(`{ schedule(guid: "${schedule.guid}") { guid } }`, {}, two), {
        schedule: null,
      });
    });

    test('are listed in either order, page by page', async () => {
      const query = `query ($after: String) {
        schedules(first: 2, after: $after, orderBy: { field: NAME, direction: DESC }, filter: { active: true }) {
          nodes { name } pageInfo { hasNextPage endCursor } } }`;

      const names: string[] = [];
      let after: string | null = null;
      do {
        const { schedules } = (await house.data(query, { after })) as Answer;
        names.push(...schedules.nodes.map(({ name }: { name: string }) => name));
        after = schedules.pageInfo.hasNextPage ? schedules.pageInfo.endCursor : null;
      } while (after !== null);

      assert.deepEqual(names, names.toSorted().reverse());
      assert.ok(names.length >= 5);
    });

    test('go for good', async () => {
      const { guid } = await create({ name: 'gone', hour: 0 });

      await house.make('deleteSchedule', { guid: guid.toUpperCase() }, 'guid');

      assert.deepEqual(await house.data(`{ schedule(guid: "${guid}") { guid } }`), { schedule: null });
      assert.equal(await house.refused('deleteSchedule', { guid }), 'NOT_FOUND');
    });
  });
}
