import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { findWork } from '../../subgraphs/metadata/services/find-work.js';
import { listWork, type WorkFilter } from '../../subgraphs/metadata/services/list-work.js';
import type { MetadataParts } from '../../subgraphs/metadata/services/parts.js';
import { searchIndexOf } from '../../subgraphs/metadata/services/search-index.js';
import { relativesOf } from '../../subgraphs/metadata/services/work-by-id.js';
import { jobKind } from '../../subgraphs/metadata/services/work-kind.js';
import { cannotRun } from '../support/engines.js';
import { explained } from './explained-store.js';
import { dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';

const viewer = dialectViewer('user-7', 'project-7');

describe('with 20,000 jobs, PostgreSQL', { skip: cannotRun('server') }, () => {
  let fixture: MetadataFixture;

  before(async () => {
    fixture = await openMetadataFixture('server');
    await fill(fixture.parts);
  });
  after(() => fixture.close());

  const list =
    (filter: WorkFilter, asker = viewer) =>
    (parts: MetadataParts): Promise<unknown> =>
      listWork(parts.store.sql, { kind: jobKind, filter, page: { first: 10 } }, asker);
  const mine = { userId: viewer.userId };

  const cases: readonly [title: string, work: (parts: MetadataParts) => Promise<unknown>, index: RegExp][] = [
    ["lists a user's jobs by the index of users", list(mine), /^job_user_order/],
    [
      "lists a project's jobs by the index of projects",
      list({ tenantId: 'project-7' }),
      /^job_project_order/,
    ],
    [
      'finds the jobs of a client by the index of clients',
      list({ columns: { client_id: 'client-11' } }, openViewer),
      /^job_client/,
    ],
    [
      'finds the jobs of a session by the index of sessions',
      list({ columns: { session_id: 'session-11' } }, openViewer),
      /^job_session/,
    ],
    [
      'finds a rare word by the search index',
      list({ search: { match: [{ field: '_all', value: 'Word1207' }] } }, openViewer),
      /^job_search/,
    ],
    [
      'finds one job by its id',
      (parts) => findWork(parts.store.sql, jobKind, { nativeId: 'job-4007', ...mine }, viewer),
      /^job_(of_user|native)/,
    ],
    [
      'joins the jobs of a hundred sessions by their ids',
      (parts) =>
        relativesOf(
          parts,
          jobKind,
          Array.from({ length: 100 }, (_, n) => ({
            nativeId: `job-${n}`,
            userId: `user-${n % 100}`,
            projectId: null,
          })),
          openViewer,
        ),
      /^job_(native|of_user|of_project)/,
    ],
  ];
  for (const [title, work, index] of cases) {
    test(title, async () => {
      const plans = await explained(fixture.parts, work);

      assert.deepEqual(plans.scanned, []);
      assert.ok(
        plans.indexes.some((name) => index.test(name)),
        plans.indexes.join(', '),
      );
    });
  }
});

/** 100 users and projects, 2000 clients, sessions and rare words; one word is in all of them. */
async function fill({ store }: MetadataParts): Promise<void> {
  for (let start = 0; start < 20_000; start += 2000) {
    const rows = Array.from({ length: 2000 }, (_, i) => start + i).map((n) => {
      const document = {
        client_id: `client-${n % 2000}`,
        session_id: `session-${n % 2000}`,
        description: `nightly word${n % 2000}`,
      };
      const { keys, phrases } = searchIndexOf(document);
      return sql`(${`job-${n}`}, ${`user-${n % 100}`}, ${`project-${n % 100}`}, ${JSON.stringify(document)}::json, ${keys}::text[], ${phrases}::text[])`;
    });
    await sql`insert into metadata.job (native_id, user_id, project_id, document, search, phrases)
      values ${sql.join(rows)}`.execute(store.sql);
  }
  await sql`vacuum analyze metadata.job`.execute(store.sql);
}
