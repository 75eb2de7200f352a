import { sql, type RawBuilder } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';

/** Ids of users and tenants have at most so many bytes, for the indexes. */
const longestId = 255;

/**
 * The condition under which a viewer sees a row with `user_id` and `project_id`. Someone the Freezer
 * dialect let in sees what is his own or his project's (freezer.md §2); everybody else is bound by the
 * tenant alone. `onlyUser` says that the query already asks for that user alone.
 */
export function visibleTo(viewer: Viewer, onlyUser?: string | null): RawBuilder<boolean> {
  if (viewer.kind === 'dialect') {
    if (onlyUser === viewer.userId) return sql<boolean>`true`;
    return sql<boolean>`(user_id = ${viewer.userId} or project_id = ${viewer.tenantId})`;
  }
  if (seesAllTenants(viewer)) return sql<boolean>`true`;
  return sql<boolean>`project_id = ${viewer.tenantId}`;
}

/** The same for an owner at hand, such as that of an event. */
export function maySee(
  viewer: Viewer,
  { userId, projectId }: { readonly userId: string; readonly projectId: string | null },
): boolean {
  const ofTenant = projectId !== null && projectId === viewer.tenantId;
  if (viewer.kind === 'dialect') return userId === viewer.userId || ofTenant;
  return seesAllTenants(viewer) || ofTenant;
}

/** The condition that a row is of a tenant; none is asked for without one. */
export function inTenant(tenantId: string | null | undefined): RawBuilder<boolean> {
  if (tenantId == null) return sql<boolean>`true`;
  return isKeepable(tenantId) ? sql<boolean>`project_id = ${tenantId}` : sql<boolean>`false`;
}

/** Order in which the viewer's own rows of a tenant come before those of others. */
export function ownFirst(viewer: Viewer, tenantId: string | null | undefined): RawBuilder<unknown> {
  return tenantId == null ? sql`` : sql`(user_id = ${viewer.userId}) desc, `;
}

/** Whose a row is. */
export interface Owner {
  readonly userId: string;
  readonly userName: string | null;
  readonly projectId: string | null;
}

/** The owner a new row gets: always who asks, never what a document says. */
export function ownerOf(viewer: Viewer): Owner {
  for (const id of [viewer.userId, viewer.tenantId ?? '']) {
    if (!isStorableId(id))
      throw new Fault(
        'BAD_USER_INPUT',
        `The ids of user and project must be texts of at most ${longestId} bytes.`,
      );
  }
  return { userId: viewer.userId, userName: viewer.userName, projectId: viewer.tenantId };
}

function isStorableId(id: string): boolean {
  return Buffer.byteLength(id) <= longestId && isKeepable(id);
}

/** Whether PostgreSQL can keep a text; one it cannot is never found either. */
export function isKeepable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
