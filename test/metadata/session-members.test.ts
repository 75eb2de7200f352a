import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addSessionJob, removeSessionJob } from '../../subgraphs/metadata/services/change-members.js';
import { deleteJob, deleteSession } from '../../subgraphs/metadata/services/delete-work.js';
import { listWork } from '../../subgraphs/metadata/services/list-work.js';
import { replaceWork, updateWork } from '../../subgraphs/metadata/services/put-work.js';
import { requestJobEvent } from '../../subgraphs/metadata/services/request-job-event.js';
import { endSession, startSession } from '../../subgraphs/metadata/services/run-session.js';
import { jobKind, sessionKind, type WorkKind } from '../../subgraphs/metadata/services/work-kind.js';
import { jobRules, sessionRules } from '../../subgraphs/metadata/services/work-rules.js';
import { docOf, type Doc } from '../../subgraphs/metadata/services/work-row.js';
import { cannotRun, engines } from '../support/engines.js';
import { dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';
import { createJobs, createSession, jobOf, namedBy } from './work-fixture.js';

const jobs = ['j0', 'j1', 'j2', 'j3'];
const sessions = ['s0', 's1', 's2'];

for (const kind of engines) {
  describe(`who is in which session on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;
    const viewer = dialectViewer('u-mix', 'p-mix');

    before(async () => {
      fixture = await openMetadataFixture(kind);
    });
    after(() => fixture.close());

    async function documents(of: WorkKind): Promise<Doc[]> {
      const wish = { kind: of, filter: { userId: viewer.userId }, page: {} };
      return (await listWork(fixture.parts.store.sql, wish, viewer)).nodes.map(docOf);
    }

    test('stays told alike by jobs and sessions through changes of all kinds at once', async () => {
      const { parts } = fixture;
      await createJobs(fixture, viewer, ...jobs);
      for (const id of sessions) await createSession(fixture, viewer, { session_id: id });
      const work = Array.from({ length: 15 }, (_, n): (() => Promise<unknown>)[] => {
        const jobId = jobs[n % jobs.length] ?? '';
        const job = namedBy(viewer, jobId);
        const session = namedBy(viewer, sessions[n % sessions.length] ?? '');
        return [
          () => addSessionJob(parts, session, jobId, viewer),
          () => startSession(parts, session, { jobId, tag: 0 }, viewer),
          () => updateWork(parts, jobRules, job, { job_schedule: { status: 'running' } }, viewer),
          () => requestJobEvent(parts, job, n % 2 === 0 ? 'start' : 'stop', viewer),
          () => (n % 3 === 0 ? removeSessionJob(parts, session, jobId, viewer) : Promise.resolve()),
          () => endSession(parts, session, { jobId, tag: 0, result: 'success' }, viewer),
          () => (n === 6 ? deleteJob(parts, job, viewer) : Promise.resolve()),
          () => (n === 9 ? deleteSession(parts, session, viewer) : Promise.resolve()),
          () => replaceWork(parts, jobRules, job, jobOf(), viewer),
          () => updateWork(parts, sessionRules, session, { description: String(n) }, viewer),
        ];
      }).flat();

      const outcomes = await Promise.allSettled(work.map((one) => one()));

      const faults = outcomes
        .filter((outcome) => outcome.status === 'rejected')
        .map((outcome) => (outcome.reason as { code?: string }).code ?? String(outcome.reason));
      assert.deepEqual(
        faults.filter((code) => !['NOT_FOUND', 'BAD_USER_INPUT'].includes(code)),
        [],
      );
      const toldByJobs = (await documents(jobKind))
        .filter((job) => job['session_id'] !== '')
        .map((job) => `${String(job['session_id'])} ${String(job['job_id'])}`);
      const toldBySessions = (await documents(sessionKind)).flatMap((session) =>
        Object.keys(session['jobs'] as Doc).map((id) => `${String(session['session_id'])} ${id}`),
      );
      assert.deepEqual(toldByJobs.toSorted(), toldBySessions.toSorted());
    });
  });
}
