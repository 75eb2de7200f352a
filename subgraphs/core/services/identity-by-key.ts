import { sql, type RawBuilder } from 'kysely';
import { toAccount, type Account, type AccountRow } from '../../kernel/identity/account.js';
import { toApiToken, type ApiToken, type ApiTokenRow } from '../../kernel/identity/api-token.js';
import { toAuditEntry, type AuditEntry, type AuditEntryRow } from '../../kernel/identity/audit-entry.js';
import {
  toLoginSession,
  type LoginSession,
  type LoginSessionRow,
} from '../../kernel/identity/login-session.js';
import { isUuid } from '../../kernel/identity/parts.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { CoreServices } from './core-services.js';
import { visibleAccounts, visibleAudit } from './wall.js';

/** Things by their native key, each kind in one statement; what is no key, or not for the viewer, is absent. */
export type ByKey<T> = ReadonlyMap<string, T>;

/** Accounts by key. */
export async function accountsByKey(
  { store }: CoreServices,
  viewer: Viewer,
  keys: readonly string[],
): Promise<ByKey<Account>> {
  const { rows } = await sql<AccountRow>`
    select a.* from kernel.account a where ${visibleAccounts(viewer)} and ${isOneOf(sql`a.id`, keys.filter(isUuid))}`.execute(
    store.sql,
  );
  return new Map(rows.map((row) => [row.id, toAccount(row)]));
}

/** Login sessions by key. */
export async function sessionsByKey(
  { store }: CoreServices,
  viewer: Viewer,
  keys: readonly string[],
): Promise<ByKey<LoginSession>> {
  const { rows } = await sql<LoginSessionRow>`
    select s.* from kernel.login_session s join kernel.account a on a.id = s.account_id
    where ${visibleAccounts(viewer)} and ${isOneOf(
      sql`s.id`,
      keys.filter((key) => /^[0-9a-f]{64}$/.test(key)),
    )}`.execute(store.sql);
  return new Map(rows.map((row) => [row.id, toLoginSession(row)]));
}

/** API tokens by key. */
export async function apiTokensByKey(
  { store }: CoreServices,
  viewer: Viewer,
  keys: readonly string[],
): Promise<ByKey<ApiToken>> {
  const { rows } = await sql<ApiTokenRow>`
    select t.* from kernel.api_token t join kernel.account a on a.id = t.account_id
    where ${visibleAccounts(viewer)} and ${isOneOf(sql`t.id`, keys.filter(isUuid))}`.execute(store.sql);
  return new Map(rows.map((row) => [row.id, toApiToken(row)]));
}

/** Audit entries by key. */
export async function auditByKey(
  { store }: CoreServices,
  viewer: Viewer,
  keys: readonly string[],
): Promise<ByKey<AuditEntry>> {
  const { rows } = await sql<AuditEntryRow>`
    select e.* from kernel.audit_entry e where ${visibleAudit(viewer)} and ${isOneOf(
      sql`e.id`,
      keys.filter((key) => /^[1-9]\d{0,15}$/.test(key)),
    )}`.execute(store.sql);
  return new Map(rows.map((row) => [String(row.id), toAuditEntry(row)]));
}

function isOneOf(column: RawBuilder<unknown>, keys: readonly string[]): RawBuilder<boolean> {
  return keys.length === 0 ? sql<boolean>`false` : sql<boolean>`${column} in (${sql.join(keys)})`;
}
