import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { KeysetOrder } from '../../kernel/database/keyset.js';
import { toAuditEntry, type AuditEntry, type AuditEntryRow } from '../../kernel/identity/audit-entry.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { CoreServices } from './core-services.js';
import { listRows } from './list-rows.js';
import { refuseUnkeepable, visibleAudit } from './wall.js';

/** The orders of the audit trail. */
export const AuditOrder = { AT_DESC: 'AT_DESC', AT_ASC: 'AT_ASC' } as const;

/** One of them. */
export type AuditOrder = keyof typeof AuditOrder;

/** What the audit trail is narrowed to; absent and null members narrow nothing. */
export interface AuditWish {
  /** Key of the account. */
  readonly account: string | null;
  readonly action?: string | null | undefined;
  readonly result?: string | null | undefined;
  readonly requestId?: string | null | undefined;
  readonly from?: Date | null | undefined;
  readonly until?: Date | null | undefined;
}

/** A page of the audit entries the viewer sees, in the order they were written. */
export function listAudit(
  services: CoreServices,
  viewer: Viewer,
  filter: AuditWish,
  orderBy: AuditOrder,
  args: PageArgs,
): Promise<Page<AuditEntry>> {
  refuseUnkeepable([filter.action, filter.result, filter.requestId]);
  const conditions: RawBuilder<boolean>[] = [visibleAudit(viewer)];
  if (filter.account !== null) conditions.push(sql`e.account_id = ${filter.account}::uuid`);
  if (filter.action != null) conditions.push(sql`e.action = ${filter.action}`);
  if (filter.result != null) conditions.push(sql`e.result = ${filter.result}`);
  if (filter.requestId != null) conditions.push(sql`e.request_id = ${filter.requestId}`);
  if (filter.from != null) conditions.push(sql`e.at >= ${filter.from}`);
  if (filter.until != null) conditions.push(sql`e.at < ${filter.until}`);
  const order: KeysetOrder<AuditEntryRow> = {
    columns: [{ expression: sql`e.id`, type: 'bigint', value: (row) => row.id }],
    descending: orderBy === 'AT_DESC',
  };
  return listRows(
    services.store,
    { columns: sql`e.*`, from: sql`kernel.audit_entry e`, conditions, order, toNode: toAuditEntry },
    args,
  );
}
