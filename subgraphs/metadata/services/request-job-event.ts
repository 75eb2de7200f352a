import type { Viewer } from '../../kernel/identity/viewer.js';
import { objectOf } from './checked-values.js';
import { lockedWork, type WorkLocator } from './find-work.js';
import type { MetadataParts } from './parts.js';
import { jobKind } from './work-kind.js';
import { docOf, type WorkRow } from './work-row.js';
import { saveWork } from './write-work.js';

/** What can be asked of a job. */
export type JobRequest = 'start' | 'stop' | 'abort';

/**
 * Asks a job to start, stop or abort; its client sees that when it looks. A start empties status and
 * result. `changed` is false when the same was asked already: then nothing happens (freezer.md §7).
 * Throws NOT_FOUND.
 */
export async function requestJobEvent(
  parts: MetadataParts,
  locator: WorkLocator,
  request: JobRequest,
  viewer: Viewer,
): Promise<{ readonly row: WorkRow; readonly changed: boolean }> {
  return parts.store.transaction(async (tx) => {
    const row = await lockedWork(tx.sql, jobKind, locator, viewer);
    const document = docOf(row);
    const schedule = objectOf('job_schedule', document['job_schedule']);
    if (schedule['event'] === request) return { row, changed: false };
    const next = { ...schedule, event: request, ...(request === 'start' ? { status: '', result: '' } : {}) };
    const saved = await saveWork(parts, tx, jobKind, row, { ...document, job_schedule: next }, 'requested');
    return { row: saved, changed: true };
  });
}
