import { sql } from 'kysely';
import { keyOf } from '../../../schema/global-id.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { MetadataParts } from './parts.js';
import { isKeepable, visibleTo } from './wall.js';
import type { WorkKind } from './work-kind.js';
import { tableOf, workColumns, type WorkRow } from './work-row.js';

/** An id and whose row it stands in: there the one it names is looked for. */
export interface RelativeKey {
  readonly nativeId: string;
  readonly userId: string;
  readonly projectId: string | null;
}

/** The rows of these global ids by one statement; null where the viewer sees none. */
export async function workByGlobalIds(
  parts: MetadataParts,
  kind: WorkKind,
  ids: readonly string[],
  viewer: Viewer,
): Promise<(WorkRow | null)[]> {
  const seqs = ids.map((id) => keyOf(kind.type, id) ?? '');
  const { rows } = await sql<WorkRow>`
    select ${workColumns} from ${tableOf(kind)}
    where seq = any(${seqs.filter((seq) => /^\d{1,15}$/.test(seq))}::bigint[]) and ${visibleTo(viewer)}`.execute(
    parts.store.sql,
  );
  const found = new Map(rows.map((row) => [String(row.seq), row]));
  return seqs.map((seq) => found.get(seq) ?? null);
}

/** The rows of these ids of the same user or project by one statement, a user's own first; null where the viewer sees none. */
export async function relativesOf(
  parts: MetadataParts,
  kind: WorkKind,
  keys: readonly RelativeKey[],
  viewer: Viewer,
): Promise<(WorkRow | null)[]> {
  const ids = [...new Set(keys.map(({ nativeId }) => nativeId))].filter(isKeepable);
  const users = [...new Set(keys.map(({ userId }) => userId))];
  const projects = [...new Set(keys.flatMap(({ projectId }) => projectId ?? []))];
  const { rows } = await sql<WorkRow>`
    select ${workColumns} from ${tableOf(kind)}
    where native_id = any(${ids}::text[]) and ${visibleTo(viewer)}
      and (user_id = any(${users}::text[]) or project_id = any(${projects}::text[]))`.execute(
    parts.store.sql,
  );
  const named = Map.groupBy(rows, (row) => row.native_id);
  return keys.map(({ nativeId, userId, projectId }) => {
    const same = named.get(nativeId) ?? [];
    const inProject = same.find((row) => projectId !== null && row.project_id === projectId);
    return same.find((row) => row.user_id === userId) ?? inProject ?? null;
  });
}
