import { sql } from 'kysely';
import type { AccountRow } from '../identity/account.js';
import { openViewer, type Viewer } from '../identity/viewer.js';

/** What of the account (alias `a`) a webhook runs as; null in open mode. */
export type OwnerRow = Omit<AccountRow, 'password_hash' | 'created_at'> | null;

/** The account as a member `owner` of each row. */
export const ownerColumn = sql`case when a.id is null then null else json_build_object('id', a.id, 'name', a.name,
  'role', a.role, 'tenant_id', a.tenant_id, 'user_id', a.user_id, 'disabled', a.disabled) end as owner`;

/**
 * Who a webhook asks as: its owner with the role and tenant of now, or the local user of a server that is open still.
 * Undefined when it may not ask at all.
 */
export function viewerOfOwner(
  accountId: string | null,
  owner: OwnerRow,
  mode: 'open' | 'closed',
): Viewer | undefined {
  if (accountId === null) return mode === 'open' ? openViewer : undefined;
  if (!owner || owner.disabled) return undefined;
  return {
    kind: 'account',
    accountId: owner.id,
    userId: owner.user_id,
    userName: owner.name,
    tenantId: owner.tenant_id,
    role: owner.role,
    scopes: null,
    credentialId: null,
    expiresAt: null,
  };
}
