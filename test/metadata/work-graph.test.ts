import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { addSessionJob } from '../../subgraphs/metadata/services/change-members.js';
import { createBackupClient } from '../../subgraphs/metadata/services/create-backup-client.js';
import { documentOfValue } from '../../subgraphs/metadata/services/document.js';
import { cannotRun, engines } from '../support/engines.js';
import { ann, bob, dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';
import { createJobs, createSession, namedBy } from './work-fixture.js';

const walk = `query ($first: Int) { jobs(first: $first) { totalCount nodes {
  jobId actions { maxRetries } client { clientId } session { sessionId jobs { jobId job { jobId } } } } } }`;

for (const kind of engines) {
  describe(
    `actions, jobs and sessions in the graph on the ${kind} database`,
    { skip: cannotRun(kind) },
    () => {
      let fixture: MetadataFixture;

      before(async () => {
        fixture = await openMetadataFixture(kind);
        await createBackupClient(fixture.parts, documentOfValue({ client_id: 'p-1_db1' }, 1e6), ann);
        await createJobs(fixture, ann, 'j1', 'j2', 'j3');
        await createSession(fixture, ann, { session_id: 's' });
        for (const id of ['j1', 'j2']) await addSessionJob(fixture.parts, namedBy(ann, 's'), id, ann);
      });
      after(() => fixture.close());

      test('lead from job to client, session and the jobs beside it, each hop by one statement', async () => {
        const counted = async (first: number): Promise<number> =>
          (await countStatements(() => fixture.execute(walk, { first }))).statements.length;

        const { data, errors } = await fixture.execute(walk, { first: 10 });

        assert.equal(errors, undefined);
        const { totalCount, nodes } = JSON.parse(JSON.stringify(data!['jobs'])) as {
          totalCount: number;
          nodes: Record<string, unknown>[];
        };
        const members = ['j1', 'j2'].map((jobId) => ({ jobId, job: { jobId } }));
        assert.equal(totalCount, 3);
        assert.deepEqual(nodes[0], {
          jobId: 'j1',
          actions: [{ maxRetries: 5 }],
          client: { clientId: 'p-1_db1' },
          session: { sessionId: 's', jobs: members },
        });
        assert.equal(nodes[2]?.['session'], null);
        assert.equal(await counted(1), await counted(3));
      });

      test('are typed, with null for what a document does not say', async () => {
        const { data } = await fixture.execute(
          `{ job(jobId: "j1") { version event status timeCreated timeStarted schedule { interval year } metadata }
           session(sessionId: "s") { status result holdOff timeStart } }`,
        );

        const { metadata, timeCreated, ...job } = JSON.parse(JSON.stringify(data!['job'])) as Record<
          string,
          unknown
        >;
        assert.equal((metadata as Record<string, unknown>)['job_id'], 'j1');
        assert.ok(Number(timeCreated) > 0);
        assert.deepEqual(job, {
          version: 2,
          event: null,
          status: null,
          timeStarted: null,
          schedule: { interval: '1 days', year: null },
        });
        assert.deepEqual(JSON.parse(JSON.stringify(data!['session'])), {
          status: 'ACTIVE',
          result: null,
          holdOff: 30,
          timeStart: null,
        });
      });

      test('are changed, asked, run and removed by mutations', async () => {
        const run = async (text: string): Promise<unknown> => {
          const { data, errors } = await fixture.execute(`mutation { it: ${text} }`);
          assert.equal(errors, undefined, text);
          return JSON.parse(JSON.stringify(data!['it']));
        };

        assert.deepEqual(
          [
            await run(
              'createAction(input: { metadata: { action_id: "x", freezer_action: { action: "info" } } }) { action { actionId action } }',
            ),
            await run(
              'replaceJob(input: { jobId: "j9", metadata: { client_id: "c", job_actions: [] } }) { created job { version } }',
            ),
            await run('requestJob(input: { jobId: "j9", request: START }) { requested job { event } }'),
            await run('requestJob(input: { jobId: "j9", request: START }) { requested }'),
            await run(
              'startSession(input: { sessionId: "s", jobId: "j1", currentTag: 0 }) { result session { sessionTag } }',
            ),
            await run(
              'endSession(input: { sessionId: "s", jobId: "j1", currentTag: 1, result: SUCCESS }) { session { status } }',
            ),
            await run(
              'removeSessionJob(input: { sessionId: "s", jobId: "j1" }) { session { jobs { jobId } } job { event } }',
            ),
            await run('addSessionJob(input: { sessionId: "s", jobId: "j1" }) { session { jobs { jobId } } }'),
            await run('deleteJob(input: { jobId: "j9" }) { deleted }'),
            await run('deleteAction(input: { actionId: "nobody" }) { deleted id }'),
          ],
          [
            { action: { actionId: 'x', action: 'info' } },
            { created: true, job: { version: 1 } },
            { requested: true, job: { event: 'START' } },
            { requested: false },
            { result: 'STARTED', session: { sessionTag: 1 } },
            { session: { status: 'RUNNING' } },
            { session: { jobs: [{ jobId: 'j2' }] }, job: { event: 'STOP' } },
            { session: { jobs: [{ jobId: 'j2' }, { jobId: 'j1' }] } },
            { deleted: true },
            { deleted: false, id: null },
          ],
        );
      });

      test('are not there for others, and those of every tenant only for an administrator', async () => {
        const all = `{ jobs(filter: { everyTenant: true }) { totalCount } }`;
        const own = `{ jobs { totalCount } job(jobId: "j1") { jobId } actions { totalCount } sessions { totalCount } }`;
        const admin = { ...dialectViewer('u-root', 'p-9'), role: 'admin' as const };

        const { data } = await fixture.execute(own, {}, bob);
        const refused = await fixture.execute(all, {}, bob);
        const seen = await fixture.execute(all, {}, admin);
        const open = await fixture.execute(own, {}, openViewer);

        const none = { totalCount: 0 };
        assert.deepEqual(JSON.parse(JSON.stringify(data)), {
          jobs: none,
          job: null,
          actions: none,
          sessions: none,
        });
        assert.equal(refused.errors?.[0]?.extensions?.['code'], 'FORBIDDEN');
        assert.equal((seen.data!['jobs'] as { totalCount: number }).totalCount, 3);
        assert.equal((open.data!['jobs'] as { totalCount: number }).totalCount, 3);
      });
    },
  );
}
