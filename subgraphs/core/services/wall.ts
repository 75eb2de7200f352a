import { sql, type RawBuilder } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { hasRole, seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';

/** Whether the viewer manages accounts, be it of one tenant; an API token needs the scope for it. */
export function administers(viewer: Viewer): boolean {
  return hasRole(viewer, 'admin') && holdsScope(viewer, 'core:admin');
}

/** FORBIDDEN for an API token that may only read. */
export function requireWriteScope(viewer: Viewer): void {
  if (!holdsScope(viewer, 'core:write'))
    throw new Fault('FORBIDDEN', 'This token lacks the scope "core:write".');
}

/** The accounts (alias `a`) a viewer sees: an administrator those of its tenant, anyone else its own. */
export function visibleAccounts(viewer: Viewer): RawBuilder<boolean> {
  if (!administers(viewer)) return sql<boolean>`a.id = ${viewer.accountId}::uuid`;
  return seesAllTenants(viewer) ? sql<boolean>`true` : sql<boolean>`a.tenant_id = ${viewer.tenantId}`;
}

/** The webhooks (alias `w`, of the account `a` if any) a viewer sees: those of its accounts, and in open mode those of nobody. */
export function visibleWebhooks(viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`coalesce(${visibleAccounts(viewer)}, false)`;
}

/** The audit entries (alias `e`) a viewer sees: an administrator those of its tenant, anyone else none. */
export function visibleAudit(viewer: Viewer): RawBuilder<boolean> {
  if (!administers(viewer)) return sql<boolean>`false`;
  return seesAllTenants(viewer) ? sql<boolean>`true` : sql<boolean>`e.tenant_id = ${viewer.tenantId}`;
}

/** BAD_USER_INPUT for texts that PostgreSQL cannot compare; they match nothing anyway. */
export function refuseUnkeepable(texts: readonly unknown[]): void {
  if (texts.some((text) => typeof text === 'string' && (text.includes('\0') || !text.isWellFormed()))) {
    throw new Fault('BAD_USER_INPUT', 'A text must not hold the character U+0000 or half a surrogate pair.');
  }
}

function holdsScope(viewer: Viewer, scope: string): boolean {
  return viewer.scopes === null || viewer.scopes.includes(scope);
}
