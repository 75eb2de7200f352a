import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import { clientColumns, toBackupClient, type BackupClientRow } from './backup-client-row.js';
import type { MetadataParts } from './parts.js';
import { visibleTo } from './wall.js';
import type { RelativeKey } from './work-by-id.js';

/** The clients that run jobs, by one statement: of the job's user, else of its project; null where the viewer sees none. */
export async function clientsOfJobs(
  parts: MetadataParts,
  keys: readonly RelativeKey[],
  viewer: Viewer,
): Promise<(BackupClient | null)[]> {
  const ids = [...new Set(keys.map(({ nativeId }) => nativeId))];
  const users = [...new Set(keys.map(({ userId }) => userId))];
  const projects = [...new Set(keys.flatMap(({ projectId }) => projectId ?? []))];
  const { rows } = await sql<BackupClientRow>`
    select ${clientColumns} from metadata.backup_client
    where client_id = any(${ids}::text[]) and ${visibleTo(viewer)}
      and (user_id = any(${users}::text[]) or project_id = any(${projects}::text[]))
    order by seq`.execute(parts.store.sql);
  const named = Map.groupBy(rows.map(toBackupClient), (client) => client.clientId);
  return keys.map(({ nativeId, userId, projectId }) => {
    const same = named.get(nativeId) ?? [];
    const inProject = same.find((client) => projectId !== null && client.tenantId === projectId);
    return same.find((client) => client.userId === userId) ?? inProject ?? null;
  });
}
