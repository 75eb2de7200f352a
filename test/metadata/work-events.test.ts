import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { SubgraphExecutor } from '../../subgraphs/kernel/subgraph/executor.js';
import { federatedGraph } from '../../subgraphs/kernel/subgraph/federated-schema.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { addSessionJob } from '../../subgraphs/metadata/services/change-members.js';
import { deleteJob } from '../../subgraphs/metadata/services/delete-work.js';
import { updateWork } from '../../subgraphs/metadata/services/put-work.js';
import { requestJobEvent } from '../../subgraphs/metadata/services/request-job-event.js';
import { endSession, startSession } from '../../subgraphs/metadata/services/run-session.js';
import { jobRules } from '../../subgraphs/metadata/services/work-rules.js';
import { metadataGraph } from '../../subgraphs/metadata/subgraph.js';
import { cannotRun, engines, silentLog } from '../support/engines.js';
import { bob, dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';
import { createJobs, createSession, namedBy } from './work-fixture.js';

interface Told {
  readonly cursor: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

const jobEvents = `subscription ($after: EventCursor, $ids: [String!], $session: String) {
  live: jobEvents(after: $after, jobIds: $ids, sessionId: $session) { cursor kind jobId event status job { jobId } jobs { jobId } } }`;
const sessionEvents = `subscription { live: sessionEvents { cursor kind sessionId sessionTag status session { sessionId } } }`;

for (const kind of engines) {
  describe(`events of jobs and sessions on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;
    let executor: SubgraphExecutor;
    let users = 0;

    before(async () => {
      fixture = await openMetadataFixture(kind);
      executor = new SubgraphExecutor('metadata', federatedGraph(metadataGraph(fixture.parts)), silentLog);
    });
    after(() => fixture.close());

    function someone(): Viewer {
      return dialectViewer(`owner-${++users}`, `p-${users}`);
    }

    async function open(query: string, viewer: Viewer, variables = {}): Promise<() => Promise<Told>> {
      const live = await executor.subscribe({ query, variables }, () => new RequestContext(viewer));
      assert.ok(Symbol.asyncIterator in live, JSON.stringify(live));
      after(() => live.return?.());
      return async () => {
        const { value } = (await live.next()) as { value: { data: { live: Told } } };
        return JSON.parse(JSON.stringify(value.data.live)) as Told;
      };
    }

    test('show the present jobs first, then every change in order, and go on behind a cursor', async () => {
      const viewer = someone();
      await createJobs(fixture, viewer, 'j1', 'j2');
      const next = await open(jobEvents, viewer, { ids: ['j1'] });
      const name = namedBy(viewer, 'j1');

      const snapshot = await next();
      await requestJobEvent(fixture.parts, name, 'start', viewer);
      await requestJobEvent(fixture.parts, namedBy(viewer, 'j2'), 'start', viewer);
      await updateWork(fixture.parts, jobRules, name, { job_schedule: { status: 'running' } }, viewer);
      await deleteJob(fixture.parts, name, viewer);
      const seen = [await next(), await next(), await next()];
      const again = await open(jobEvents, viewer, { ids: ['j1'], after: seen[0]?.cursor });

      const told = ({ kind: what, jobId, event, status }: Told): unknown[] => [what, jobId, event, status];
      assert.deepEqual(
        [snapshot.kind, snapshot['jobs'], snapshot['jobId']],
        ['SNAPSHOT', [{ jobId: 'j1' }], 'j1'],
      );
      assert.deepEqual(seen.map(told), [
        ['REQUESTED', 'j1', 'START', null],
        ['CHANGED', 'j1', 'START', 'RUNNING'],
        ['REMOVED', 'j1', 'START', 'RUNNING'],
      ]);
      assert.deepEqual(seen[2]?.['job'], null);
      assert.deepEqual([(await again()).kind, (await again()).cursor], ['CHANGED', seen[2]?.cursor]);
    });

    test('tell of the jobs of one session when asked for it', async () => {
      const viewer = someone();
      await createSession(fixture, viewer, { session_id: 's' });
      const next = await open(jobEvents, viewer, { session: 's' });

      const snapshot = await next();
      await createJobs(fixture, viewer, 'j1', 'j2');
      await addSessionJob(fixture.parts, namedBy(viewer, 's'), 'j2', viewer);
      const event = await next();

      assert.deepEqual(snapshot['jobs'], []);
      assert.deepEqual([event.kind, event['jobs']], ['CHANGED', [{ jobId: 'j2' }]]);
    });

    test('tell when sessions start and end, to those who see them', async () => {
      const viewer = someone();
      await createJobs(fixture, viewer, 'j1');
      await createSession(fixture, viewer, { session_id: 's' });
      const next = await open(sessionEvents, viewer);
      const theirs = await open(sessionEvents, bob);
      const name = namedBy(viewer, 's');

      await next();
      await theirs();
      await addSessionJob(fixture.parts, name, 'j1', viewer);
      await startSession(fixture.parts, name, { jobId: 'j1', tag: 0 }, viewer);
      await endSession(fixture.parts, name, { jobId: 'j1', tag: 1, result: 'success' }, viewer);
      await createSession(fixture, bob, { session_id: `of-bob-${kind}` });
      const seen = [await next(), await next(), await next()];

      assert.deepEqual(
        seen.map(({ kind: what, sessionTag, status }) => [what, sessionTag, status]),
        [
          ['CHANGED', 0, 'ACTIVE'],
          ['STARTED', 1, 'RUNNING'],
          ['ENDED', 1, 'COMPLETED'],
        ],
      );
      assert.equal((await theirs())['sessionId'], `of-bob-${kind}`);
    });
  });
}
