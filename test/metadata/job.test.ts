import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deleteJob } from '../../subgraphs/metadata/services/delete-work.js';
import { listWork } from '../../subgraphs/metadata/services/list-work.js';
import { createWork, replaceWork, updateWork } from '../../subgraphs/metadata/services/put-work.js';
import { requestJobEvent } from '../../subgraphs/metadata/services/request-job-event.js';
import { actionKind } from '../../subgraphs/metadata/services/work-kind.js';
import { actionRules, jobRules } from '../../subgraphs/metadata/services/work-rules.js';
import { docOf, type Doc, type WorkRow } from '../../subgraphs/metadata/services/work-row.js';
import { cannotRun, engines } from '../support/engines.js';
import { bob, dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';
import { actionOf, createJobs, jobOf, namedBy, scheduleIn } from './work-fixture.js';

for (const kind of engines) {
  describe(`jobs on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;
    let users = 0;

    before(async () => {
      fixture = await openMetadataFixture(kind);
    });
    after(() => fixture.close());

    function someone(): ReturnType<typeof dialectViewer> {
      return dialectViewer(`owner-${++users}`, `p-${users}`);
    }

    function create(document: Doc, viewer = someone()): Promise<WorkRow> {
      return createWork(fixture.parts, jobRules, document, viewer);
    }

    function actionIds(row: WorkRow): unknown[] {
      return (docOf(row)['job_actions'] as Doc[]).map((action) => action['action_id']);
    }

    test('start with their times, no session and the defaults of their actions', async () => {
      const row = await create(
        jobOf({
          job_id: 'j1',
          job_actions: [actionOf(), { ...actionOf({ mode: 'mysql' }), max_retries: 1 }],
          action_defaults: { max_retries: 7, freezer_action: { mode: 'mongo', storage: 'swift' } },
          user_credentials: { password: 'p' },
          job_schedule: { schedule_interval: '1 days', status: null },
        }),
      );

      const { time_created, ...schedule } = scheduleIn(row);
      const actions = docOf(row)['job_actions'] as Doc[];
      assert.ok(Math.abs(Number(time_created) - Date.now() / 1000) < 60);
      assert.deepEqual(schedule, { schedule_interval: '1 days', time_started: -1, time_ended: -1 });
      assert.deepEqual([docOf(row)['session_id'], docOf(row)['session_tag']], ['', 0]);
      assert.deepEqual(
        actions.map(({ freezer_action, max_retries }) => [(freezer_action as Doc)['mode'], max_retries]),
        [
          ['fs', 7],
          ['mysql', 1],
        ],
      );
      assert.ok(!row.document.includes('password') && !('action_defaults' in docOf(row)));
    });

    test('are refused with foreign members, wrong schedules or without client and actions', async () => {
      for (const changes of [
        { client_id: undefined },
        { client_id: '' },
        { job_actions: undefined },
        { job_actions: {} },
        { job_actions: [{}] },
        { job_actions: Array.from({ length: 101 }, () => actionOf()) },
        { color: 'red' },
        { job_id: 'a/b' },
        { job_schedule: { when: 'now' } },
        { job_schedule: { event: 'run' } },
        { job_schedule: { status: 'done' } },
        { job_schedule: { time_started: '5' } },
        { job_schedule: { schedule_interval: '1 fortnights' } },
        { job_schedule: { schedule_date: '2026-02-30T25:00:00' } },
        { job_schedule: { schedule_year: 2026 } },
      ])
        await assert.rejects(create(jobOf(changes)), { code: 'BAD_USER_INPUT' }, JSON.stringify(changes));
    });

    test('make actions of their own of what they hold, and use known ones again', async () => {
      const viewer = someone();
      const first = await create(jobOf(), viewer);
      const [id] = actionIds(first);
      const same = await create(jobOf({ job_actions: [{ ...actionOf(), action_id: id }] }), viewer);
      const other = await create(
        jobOf({ job_actions: [{ ...actionOf({ mode: 'mysql' }), action_id: id }, actionOf()] }),
        viewer,
      );
      const named = await create(jobOf({ job_actions: [{ ...actionOf(), action_id: 'mine' }] }), viewer);

      const { nodes } = await listWork(
        fixture.parts.store.sql,
        { kind: actionKind, filter: { userId: viewer.userId }, page: {} },
        viewer,
      );
      assert.deepEqual(actionIds(same), [id]);
      assert.ok(!actionIds(other).includes(id));
      assert.deepEqual(actionIds(named), ['mine']);
      assert.deepEqual(
        nodes.map((row) => row.native_id),
        [id, ...actionIds(other), 'mine'],
      );
    });

    test('do not take the actions of others', async () => {
      const theirs = await createWork(
        fixture.parts,
        actionRules,
        { ...actionOf(), action_id: 'x' },
        someone(),
      );
      const viewer = someone();

      const row = await create(
        jobOf({ job_actions: [{ ...actionOf({ mode: 'mysql' }), action_id: 'x' }] }),
        viewer,
      );

      assert.deepEqual(actionIds(row), ['x']);
      assert.notEqual(theirs.user_id, viewer.userId);
    });

    test('keep the times of their schedule through a change of it, and that of their creation when replaced', async () => {
      const viewer = someone();
      const created = await create(jobOf({ job_id: 'j1', description: 'old' }), viewer);
      const name = namedBy(viewer, 'j1');
      const change = (document: Doc): Promise<WorkRow> =>
        updateWork(fixture.parts, jobRules, name, document, viewer);

      const running = await change({ job_schedule: { status: 'running', time_started: 5 }, session_tag: 3 });
      const renamed = await change({ ...docOf(running), user_id: 'x', description: 'new' });
      const replaced = await replaceWork(fixture.parts, jobRules, name, jobOf(), viewer);

      const { time_created } = scheduleIn(created);
      assert.deepEqual(scheduleIn(running), {
        time_created,
        time_started: 5,
        time_ended: -1,
        status: 'running',
      });
      assert.deepEqual([docOf(renamed)['description'], actionIds(renamed)], ['new', actionIds(created)]);
      assert.deepEqual(scheduleIn(replaced.row), { time_created, time_started: -1, time_ended: -1 });
      assert.deepEqual([docOf(replaced.row)['session_tag'], replaced.row.version], [3, 4]);
      await assert.rejects(change({ job_schedule: { status: 'lost' } }), { code: 'BAD_USER_INPUT' });
    });

    test('are asked once for the same thing', async () => {
      const viewer = someone();
      await create(jobOf({ job_id: 'j1', job_schedule: { status: 'stop', result: 'fail' } }), viewer);
      const ask = (request: 'start' | 'stop' | 'abort'): ReturnType<typeof requestJobEvent> =>
        requestJobEvent(fixture.parts, namedBy(viewer, 'j1'), request, viewer);

      const starts = await Promise.all(Array.from({ length: 8 }, () => ask('start')));
      const stopped = await ask('stop');

      assert.equal(starts.filter(({ changed }) => changed).length, 1);
      const { event, status, result } = scheduleIn(starts[0]!.row);
      assert.deepEqual([event, status, result], ['start', '', '']);
      assert.deepEqual([stopped.changed, scheduleIn(stopped.row)['event']], [true, 'stop']);
      await assert.rejects(requestJobEvent(fixture.parts, namedBy(viewer, 'j2'), 'start', viewer), {
        code: 'NOT_FOUND',
      });
    });

    test('are removed by those who see them, their actions stay', async () => {
      const viewer = someone();
      await createJobs(fixture, viewer, 'j1');

      assert.equal(await deleteJob(fixture.parts, namedBy(viewer, 'j1'), bob), undefined);
      assert.equal((await deleteJob(fixture.parts, namedBy(viewer, 'j1'), viewer))?.native_id, 'j1');
      const { nodes } = await listWork(
        fixture.parts.store.sql,
        { kind: actionKind, filter: { userId: viewer.userId }, page: {} },
        viewer,
      );
      assert.equal(nodes.length, 1);
    });
  });
}
