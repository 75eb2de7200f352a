import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { KeysetOrder } from '../../kernel/database/keyset.js';
import {
  toLoginSession,
  type LoginSession,
  type LoginSessionRow,
} from '../../kernel/identity/login-session.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { CoreServices } from './core-services.js';
import { listRows } from './list-rows.js';
import { visibleAccounts } from './wall.js';

/** The orders of a list of sessions. */
export const LoginSessionOrder = {
  CREATED_AT_DESC: 'CREATED_AT_DESC',
  CREATED_AT_ASC: 'CREATED_AT_ASC',
} as const;

/** One of them. */
export type LoginSessionOrder = keyof typeof LoginSessionOrder;

/** A page of the sessions the viewer sees that are not over; `account` narrows it to the account of that key. */
export function listLoginSessions(
  services: CoreServices,
  viewer: Viewer,
  account: string | null,
  orderBy: LoginSessionOrder,
  args: PageArgs,
): Promise<Page<LoginSession>> {
  const { now, idleSince } = services.identity.sessions.horizon();
  const conditions: RawBuilder<boolean>[] = [
    visibleAccounts(viewer),
    sql`s.expires_at > ${now}`,
    sql`s.last_seen_at > ${idleSince}`,
  ];
  if (account !== null) conditions.push(sql`s.account_id = ${account}::uuid`);
  const order: KeysetOrder<LoginSessionRow> = {
    columns: [
      { expression: sql`s.created_at`, type: 'timestamptz', value: (row) => row.created_at },
      { expression: sql`s.id`, type: 'text', value: (row) => row.id },
    ],
    descending: orderBy === 'CREATED_AT_DESC',
  };
  const from = sql`kernel.login_session s join kernel.account a on a.id = s.account_id`;
  return listRows(
    services.store,
    { columns: sql`s.*`, from, conditions, order, toNode: toLoginSession },
    args,
  );
}
