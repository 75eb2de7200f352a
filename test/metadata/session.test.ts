import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { addSessionJob, removeSessionJob } from '../../subgraphs/metadata/services/change-members.js';
import { deleteJob, deleteSession } from '../../subgraphs/metadata/services/delete-work.js';
import { findWork } from '../../subgraphs/metadata/services/find-work.js';
import { replaceWork, updateWork } from '../../subgraphs/metadata/services/put-work.js';
import { endSession, startSession, type RunResult } from '../../subgraphs/metadata/services/run-session.js';
import { jobKind, sessionKind, type WorkKind } from '../../subgraphs/metadata/services/work-kind.js';
import { sessionRules } from '../../subgraphs/metadata/services/work-rules.js';
import { docOf, type Doc } from '../../subgraphs/metadata/services/work-row.js';
import { cannotRun, engines } from '../support/engines.js';
import { dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';
import { createJobs, createSession, namedBy } from './work-fixture.js';

const jobs = ['j1', 'j2', 'j3'] as const;

for (const kind of engines) {
  describe(`sessions on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;
    let users = 0;

    before(async () => {
      fixture = await openMetadataFixture(kind);
    });
    after(() => fixture.close());

    async function sessionOf(...ids: readonly string[]): Promise<Viewer> {
      const viewer = dialectViewer(`owner-${++users}`, `p-${users}`);
      await createJobs(fixture, viewer, ...ids);
      await createSession(fixture, viewer, { session_id: 's' });
      for (const id of ids) await addSessionJob(fixture.parts, namedBy(viewer, 's'), id, viewer);
      return viewer;
    }

    async function stored(of: WorkKind, id: string, viewer: Viewer): Promise<Doc> {
      const row = await findWork(fixture.parts.store.sql, of, namedBy(viewer, id), viewer);
      assert.ok(row);
      return docOf(row);
    }

    async function start(viewer: Viewer, jobId: string, tag: number, now?: number): Promise<string> {
      const begun = { jobId, tag };
      return (await startSession(fixture.parts, namedBy(viewer, 's'), begun, viewer, now)).result;
    }

    function end(viewer: Viewer, jobId: string, result: RunResult): ReturnType<typeof endSession> {
      return endSession(fixture.parts, namedBy(viewer, 's'), { jobId, tag: 1, result }, viewer, 2000);
    }

    test('start with no run and no job, and need a schedule', async () => {
      const viewer = dialectViewer(`owner-${++users}`, null);

      const row = await createSession(fixture, viewer, {
        session_id: 's',
        jobs: { forged: {} },
        note: 'kept',
      });

      assert.deepEqual(docOf(row), {
        schedule: { schedule_interval: '1 days' },
        session_id: 's',
        jobs: {},
        note: 'kept',
        description: '',
        session_tag: 0,
        hold_off: 30,
        status: 'active',
        result: '',
        time_start: -1,
        time_end: -1,
      });
      for (const wrong of [{ schedule: null }, { schedule: { x: 1 } }, { hold_off: -1 }, { status: 'odd' }])
        await assert.rejects(createSession(fixture, viewer, wrong), { code: 'BAD_USER_INPUT' });
    });

    test('share id, tag and timetable with their jobs and know how those stand', async () => {
      const viewer = await sessionOf('j1');

      const job = await stored(jobKind, 'j1', viewer);
      const session = await stored(sessionKind, 's', viewer);

      assert.deepEqual([job['session_id'], job['session_tag']], ['s', 0]);
      assert.equal((job['job_schedule'] as Doc)['schedule_interval'], '1 days');
      assert.deepEqual(session['jobs'], {
        j1: { client_id: 'p-1_db1', status: '', result: '', time_started: -1, time_ended: -1 },
      });
    });

    test('lose a job that is taken out, removed, or put into another session', async () => {
      const viewer = await sessionOf(...jobs);
      await createSession(fixture, viewer, { session_id: 'next' });
      const session = namedBy(viewer, 's');

      await removeSessionJob(fixture.parts, session, 'j1', viewer);
      await removeSessionJob(fixture.parts, session, 'j1', viewer);
      await deleteJob(fixture.parts, namedBy(viewer, 'j2'), viewer);
      await addSessionJob(fixture.parts, namedBy(viewer, 'next'), 'j3', viewer);

      const left = await stored(jobKind, 'j1', viewer);
      assert.deepEqual((await stored(sessionKind, 's', viewer))['jobs'], {});
      assert.deepEqual(Object.keys((await stored(sessionKind, 'next', viewer))['jobs'] as Doc), ['j3']);
      assert.deepEqual([left['session_id'], left['session_tag']], ['', 0]);
      assert.equal((left['job_schedule'] as Doc)['event'], 'stop');
      assert.equal((await stored(jobKind, 'j3', viewer))['session_id'], 'next');
      for (const [name, id] of [
        ['s', 'nobody'],
        ['nowhere', 'j1'],
      ] as const)
        await assert.rejects(addSessionJob(fixture.parts, namedBy(viewer, name), id, viewer), {
          code: 'NOT_FOUND',
        });
    });

    test('let their jobs go when they are removed', async () => {
      const viewer = await sessionOf('j1', 'j2');

      await deleteSession(fixture.parts, namedBy(viewer, 's'), viewer);

      for (const id of ['j1', 'j2']) assert.equal((await stored(jobKind, id, viewer))['session_id'], '');
    });

    test('keep their jobs through a change and a replacement', async () => {
      const viewer = await sessionOf('j1');
      const name = namedBy(viewer, 's');

      await updateWork(
        fixture.parts,
        sessionRules,
        name,
        { schedule: { schedule_hour: '3' }, jobs: {} },
        viewer,
      );
      const merged = await stored(sessionKind, 's', viewer);
      await replaceWork(fixture.parts, sessionRules, name, { schedule: {} }, viewer);
      const replaced = await stored(sessionKind, 's', viewer);

      assert.deepEqual(merged['schedule'], { schedule_interval: '1 days', schedule_hour: '3' });
      assert.deepEqual(Object.keys(replaced['jobs'] as Doc), ['j1']);
    });

    test('raise their tag once per run: later starts join, hold off or are out of sync', async () => {
      const viewer = await sessionOf(...jobs);

      assert.equal(await start(viewer, 'j1', 0, 1000), 'success');
      assert.equal(await start(viewer, 'j2', 0, 1030), 'success');
      assert.equal(await start(viewer, 'j1', 1, 1030), 'hold-off');
      assert.equal(await start(viewer, 'j3', 0, 1031), 'out-of-sync');
      const session = await stored(sessionKind, 's', viewer);

      const statuses = Object.values(session['jobs'] as Readonly<Record<string, Doc>>).map(
        (job) => job['status'],
      );
      assert.deepEqual([session['session_tag'], session['time_start']], [1, 1000]);
      assert.deepEqual([session['status'], statuses], ['running', ['running', 'running', '']]);
      assert.equal(await start(viewer, 'j1', 1, 1031), 'success');
      assert.equal((await stored(sessionKind, 's', viewer))['session_tag'], 2);
    });

    test('refuse a tag ahead of theirs and a job that is not in them', async () => {
      const viewer = await sessionOf('j1');

      await assert.rejects(start(viewer, 'j1', 1), { message: /^requested tag value too high/ });
      for (const id of ['j2', '__proto__', 'toString'])
        await assert.rejects(start(viewer, id, 0), { message: 'job_id not found in session' });
      assert.equal((await stored(sessionKind, 's', viewer))['session_tag'], 0);
    });

    test('raise their tag once however many jobs start at once', async () => {
      const ids = Array.from({ length: 20 }, (_, n) => `j${n}`);
      const viewer = await sessionOf(...ids);

      const results = await Promise.all(ids.map((id) => start(viewer, id, 0)));
      const again = await Promise.all(ids.map((id) => start(viewer, id, 1)));
      const session = await stored(sessionKind, 's', viewer);

      assert.deepEqual(new Set(results), new Set(['success']));
      assert.deepEqual(new Set(again), new Set(['hold-off']));
      assert.equal(session['session_tag'], 1);
      assert.ok(Object.values(session['jobs'] as Doc).every((job) => (job as Doc)['status'] === 'running'));
    });

    test('end with their last job, and fail when one did not succeed', async () => {
      for (const [last, expected] of [
        ['success', 'success'],
        ['aborted', 'fail'],
      ] as const) {
        const viewer = await sessionOf('j1', 'j2');
        await start(viewer, 'j1', 0, 1000);
        await start(viewer, 'j2', 0, 1001);

        const first = docOf(await end(viewer, 'j1', 'success'));
        const second = docOf(await end(viewer, 'j2', last));

        assert.deepEqual([first['status'], first['result']], ['running', '']);
        assert.deepEqual(
          [second['status'], second['result'], second['time_end']],
          ['completed', expected, 2000],
        );
        assert.deepEqual((second['jobs'] as Doc)['j2'], {
          client_id: 'p-1_db1',
          status: 'completed',
          result: last,
          time_started: 1001,
          time_ended: 2000,
        });
      }
    });
  });
}
