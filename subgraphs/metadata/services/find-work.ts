import { sql, type RawBuilder } from 'kysely';
import { keyOf } from '../../../schema/global-id.js';
import type { Sql } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { isKeepable, visibleTo } from './wall.js';
import type { WorkKind } from './work-kind.js';
import { tableOf, workColumns, type WorkRow } from './work-row.js';

/** Names one action, job or session: by its global id, or by its own id, of one user or tenant when given. */
export interface WorkLocator {
  readonly id?: string | null | undefined;
  readonly nativeId?: string | null | undefined;
  readonly userId?: string | null | undefined;
  readonly tenantId?: string | null | undefined;
}

/** The row a locator names, locked against other writers when asked for. BAD_USER_INPUT when it names several or nothing. */
export async function findWork(
  handle: Sql,
  kind: WorkKind,
  locator: WorkLocator,
  viewer: Viewer,
  lock = false,
): Promise<WorkRow | undefined> {
  const named = namedBy(kind, locator);
  if (!named) return undefined;
  const { rows } = await sql<WorkRow>`
    select ${workColumns} from ${tableOf(kind)}
    where ${named} and ${visibleTo(viewer, locator.userId)}
    order by seq limit 2 ${lock ? sql`for update` : sql``}`.execute(handle);
  if (rows.length > 1)
    throw new Fault(
      'BAD_USER_INPUT',
      `Several users have a ${kind.table} of this id; give "userId" as well.`,
    );
  return rows[0];
}

/** The row a locator names, locked. Throws NOT_FOUND, with the id, when the viewer sees none. */
export async function lockedWork(
  handle: Sql,
  kind: WorkKind,
  locator: WorkLocator,
  viewer: Viewer,
): Promise<WorkRow> {
  const row = await findWork(handle, kind, locator, viewer, true);
  if (!row) throw missing(kind, locator);
  return row;
}

/** NOT_FOUND for a locator; the details say what was looked for. */
export function missing(kind: WorkKind, { nativeId, id }: WorkLocator): Fault {
  return new Fault('NOT_FOUND', `There is no such ${kind.table}.`, {
    details: { noun: kind.type, nativeId: nativeId ?? id ?? '' },
  });
}

/** The condition a locator stands for; undefined when nothing can match it. */
function namedBy(kind: WorkKind, locator: WorkLocator): RawBuilder<boolean> | undefined {
  const { id, nativeId, userId, tenantId } = locator;
  if (id == null && nativeId == null)
    throw new Fault('BAD_USER_INPUT', `Give the "id" or the "${kind.table}Id" of the ${kind.table}.`);
  if (![nativeId, userId, tenantId].every((text) => isKeepable(text ?? ''))) return undefined;
  const seq = id == null ? undefined : keyOf(kind.type, id);
  if (id != null && !/^\d{1,15}$/.test(seq ?? '')) return undefined;
  const conditions = [
    id == null ? sql<boolean>`native_id = ${nativeId}` : sql<boolean>`seq = ${seq}::bigint`,
  ];
  if (userId != null) conditions.push(sql`user_id = ${userId}`);
  if (tenantId != null) conditions.push(sql`project_id = ${tenantId}`);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}
