import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { actionDocument, sameContent } from './action-document.js';
import { idOf } from './checked-values.js';
import { newHexId } from './hex-id.js';
import type { MetadataParts } from './parts.js';
import { actionKind } from './work-kind.js';
import { docOf, workColumns, type Doc, type Owner, type WorkRow } from './work-row.js';
import { insertWork } from './write-work.js';

/**
 * Makes the actions inside a job actions of their own, and gives the job with their ids: one that is
 * known under its id and asks for the same is used again, one that asks for something else gets a new
 * id (freezer.md §7).
 */
export async function settleActions(parts: MetadataParts, tx: Tx, owner: Owner, job: Doc): Promise<Doc> {
  const wanted = (job['job_actions'] as readonly Doc[]).map((action) =>
    actionDocument(action, idOf('action_id', action['action_id'])),
  );
  const known = await knownActions(tx, owner, wanted);
  const settled: Doc[] = [];
  for (const action of wanted) {
    const id = String(action['action_id']);
    const present = known.get(id);
    const own = present && !sameContent(present, action) ? { ...action, action_id: newHexId() } : action;
    if (own !== action || !present) {
      await insertWork(parts, tx, actionKind, owner, own);
      known.set(String(own['action_id']), own);
    }
    settled.push(own);
  }
  return { ...job, job_actions: settled };
}

async function knownActions(
  tx: Tx,
  { userId, projectId }: Owner,
  wanted: readonly Doc[],
): Promise<Map<string, Doc>> {
  const ids = wanted.map((action) => String(action['action_id']));
  const { rows } = await sql<WorkRow>`
    select ${workColumns} from metadata.action
    where native_id = any(${ids}::text[]) and (user_id = ${userId} or project_id = ${projectId})`.execute(
    tx.sql,
  );
  return new Map(rows.map((row) => [row.native_id, docOf(row)]));
}
