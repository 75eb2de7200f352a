import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { KeysetOrder } from '../../kernel/database/keyset.js';
import { toAccount, type Account, type AccountRow } from '../../kernel/identity/account.js';
import type { Role, Viewer } from '../../kernel/identity/viewer.js';
import type { CoreServices } from './core-services.js';
import { listRows } from './list-rows.js';
import { refuseUnkeepable, visibleAccounts } from './wall.js';

/** The orders of a list of accounts. */
export const AccountOrder = { NAME_ASC: 'NAME_ASC', NAME_DESC: 'NAME_DESC' } as const;

/** One of them. */
export type AccountOrder = keyof typeof AccountOrder;

/** What a list of accounts is narrowed to; absent and null members narrow nothing. */
export interface AccountWish {
  readonly nameContains?: string | null | undefined;
  readonly role?: Role | null | undefined;
  readonly tenantId?: string | null | undefined;
  readonly disabled?: boolean | null | undefined;
}

/** A row with its name as the database orders it. */
type NamedRow = AccountRow & { readonly name_key: string };

/** A page of the accounts the viewer sees. */
export function listAccounts(
  services: CoreServices,
  viewer: Viewer,
  filter: AccountWish,
  orderBy: AccountOrder,
  args: PageArgs,
): Promise<Page<Account>> {
  refuseUnkeepable([filter.nameContains, filter.tenantId]);
  const conditions: RawBuilder<boolean>[] = [visibleAccounts(viewer)];
  if (filter.nameContains != null)
    conditions.push(sql`position(lower(${filter.nameContains}) in lower(a.name)) > 0`);
  if (filter.role != null) conditions.push(sql`a.role = ${filter.role}`);
  if (filter.tenantId != null) conditions.push(sql`a.tenant_id = ${filter.tenantId}`);
  if (filter.disabled != null) conditions.push(sql`a.disabled = ${filter.disabled}`);
  const order: KeysetOrder<NamedRow> = {
    columns: [{ expression: sql`lower(a.name)`, type: 'text', value: (row) => row.name_key }],
    descending: orderBy === 'NAME_DESC',
  };
  return listRows(
    services.store,
    {
      columns: sql`a.*, lower(a.name) as name_key`,
      from: sql`kernel.account a`,
      conditions,
      order,
      toNode: toAccount,
    },
    args,
  );
}
