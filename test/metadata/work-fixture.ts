import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { WorkLocator } from '../../subgraphs/metadata/services/find-work.js';
import { createWork } from '../../subgraphs/metadata/services/put-work.js';
import { jobRules, sessionRules } from '../../subgraphs/metadata/services/work-rules.js';
import { docOf, type Doc, type WorkRow } from '../../subgraphs/metadata/services/work-row.js';
import type { MetadataFixture } from './metadata-fixture.js';

/** An action as a job holds it; `changes` replaces members of `freezer_action`. */
export function actionOf(changes: Doc = {}): Doc {
  return { freezer_action: { action: 'backup', mode: 'fs', container: 'vault', ...changes } };
}

/** A job as clients post it. */
export function jobOf(changes: Doc = {}): Doc {
  return { client_id: 'p-1_db1', job_actions: [actionOf()], ...changes };
}

/** How the row of this id is named for a viewer. */
export function namedBy(viewer: Viewer, nativeId: string): WorkLocator & { readonly nativeId: string } {
  return { nativeId, userId: viewer.userId };
}

/** A session of a viewer. */
export function createSession(
  { parts }: MetadataFixture,
  viewer: Viewer,
  changes: Doc = {},
): Promise<WorkRow> {
  return createWork(parts, sessionRules, { schedule: { schedule_interval: '1 days' }, ...changes }, viewer);
}

/** Jobs of a viewer. */
export async function createJobs(
  { parts }: MetadataFixture,
  viewer: Viewer,
  ...ids: readonly string[]
): Promise<WorkRow[]> {
  const rows = [];
  for (const id of ids) rows.push(await createWork(parts, jobRules, jobOf({ job_id: id }), viewer));
  return rows;
}

/** The schedule of a job. */
export function scheduleIn(row: WorkRow): Doc {
  return docOf(row)['job_schedule'] as Doc;
}
