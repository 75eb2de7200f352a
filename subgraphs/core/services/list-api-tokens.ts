import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { KeysetOrder } from '../../kernel/database/keyset.js';
import { toApiToken, type ApiToken, type ApiTokenRow } from '../../kernel/identity/api-token.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { CoreServices } from './core-services.js';
import { listRows } from './list-rows.js';
import { visibleAccounts } from './wall.js';

/** The orders of a list of API tokens. */
export const ApiTokenOrder = {
  CREATED_AT_DESC: 'CREATED_AT_DESC',
  CREATED_AT_ASC: 'CREATED_AT_ASC',
} as const;

/** One of them. */
export type ApiTokenOrder = keyof typeof ApiTokenOrder;

/** What a list of API tokens is narrowed to. */
export interface ApiTokenWish {
  /** Key of the account; null is all the viewer sees. */
  readonly account: string | null;
  readonly revoked?: boolean | null | undefined;
}

/** A page of the API tokens the viewer sees. */
export function listApiTokens(
  services: CoreServices,
  viewer: Viewer,
  filter: ApiTokenWish,
  orderBy: ApiTokenOrder,
  args: PageArgs,
): Promise<Page<ApiToken>> {
  const conditions: RawBuilder<boolean>[] = [visibleAccounts(viewer)];
  if (filter.account !== null) conditions.push(sql`t.account_id = ${filter.account}::uuid`);
  if (filter.revoked != null) conditions.push(sql`(t.revoked_at is not null) = ${filter.revoked}`);
  const order: KeysetOrder<ApiTokenRow> = {
    columns: [
      { expression: sql`t.created_at`, type: 'timestamptz', value: (row) => row.created_at },
      { expression: sql`t.id`, type: 'uuid', value: (row) => row.id },
    ],
    descending: orderBy === 'CREATED_AT_DESC',
  };
  const from = sql`kernel.api_token t join kernel.account a on a.id = t.account_id`;
  return listRows(services.store, { columns: sql`t.*`, from, conditions, order, toNode: toApiToken }, args);
}
