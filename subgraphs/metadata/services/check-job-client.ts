import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Doc, Owner } from './work-row.js';

/** What an action asks for, and the list of a client's document that must hold it when there is one. */
const capabilities = [
  ['action', 'supported_actions'],
  ['mode', 'supported_modes'],
  ['storage', 'supported_storages'],
  ['engine', 'supported_engines'],
] as const;

/**
 * Refuses a job whose client is not registered with its user or project and is no central one, or whose
 * client says that it cannot do what the actions ask (freezer.md §7). Throws BAD_USER_INPUT.
 */
export async function refuseUnfitClient(tx: Tx, { userId, projectId }: Owner, job: Doc): Promise<void> {
  const clientId = String(job['client_id']);
  const { rows } = await sql<{ document: string }>`
    select document::text as document from metadata.backup_client
    where client_id = ${clientId}
      and (user_id = ${userId} or project_id = ${projectId} or document->>'is_central' = 'true')
    order by coalesce(project_id = ${projectId}, false) desc, seq limit 1`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw unprocessable(`Client not found with ID ${clientId}`);
  const client = JSON.parse(row.document) as Doc;
  for (const { freezer_action: action } of job['job_actions'] as readonly { freezer_action: Doc }[]) {
    for (const [asked, supported] of capabilities) {
      const able = client[supported];
      const wanted = action[asked];
      if (Array.isArray(able) && typeof wanted === 'string' && wanted !== '' && !able.includes(wanted))
        throw unprocessable(`The client does not support the ${asked} ${wanted}`);
    }
  }
}

function unprocessable(message: string): Fault {
  return new Fault('BAD_USER_INPUT', message, { details: { reason: 'UNPROCESSABLE' } });
}
