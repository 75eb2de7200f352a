import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { KeysetOrder } from '../../kernel/database/keyset.js';
import type { WebhookDeliveryRow, WebhookRow } from '../../kernel/events/webhook-row.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { toWebhookDelivery, type WebhookDelivery } from '../entities/webhook-delivery.js';
import { toWebhook, type Webhook } from '../entities/webhook.js';
import type { CoreServices } from './core-services.js';
import { listRows } from './list-rows.js';
import { visibleWebhooks } from './wall.js';

/** The orders of lists of webhooks and of their deliveries. */
export const WebhookOrder = { CREATED_AT_DESC: 'CREATED_AT_DESC', CREATED_AT_ASC: 'CREATED_AT_ASC' } as const;

/** One of them. */
export type WebhookOrder = keyof typeof WebhookOrder;

/** What a list of webhooks is narrowed to. */
export interface WebhookWish {
  /** Key of the account; null is all the viewer sees. */
  readonly account: string | null;
  readonly state?: string | null | undefined;
}

/** What the deliveries of a webhook are narrowed to. */
export interface DeliveryWish {
  readonly status?: string | null | undefined;
  readonly isTest?: boolean | null | undefined;
}

/** A page of the webhooks the viewer sees. */
export function listWebhooks(
  services: CoreServices,
  viewer: Viewer,
  { account, state }: WebhookWish,
  orderBy: WebhookOrder,
  args: PageArgs,
): Promise<Page<Webhook>> {
  const conditions: RawBuilder<boolean>[] = [visibleWebhooks(viewer)];
  if (account !== null) conditions.push(sql`w.account_id = ${account}::uuid`);
  if (state != null) conditions.push(sql`w.state = ${state}`);
  const order: KeysetOrder<WebhookRow> = {
    columns: [
      { expression: sql`w.created_at`, type: 'timestamptz', value: (row) => row.created_at },
      { expression: sql`w.id`, type: 'uuid', value: (row) => row.id },
    ],
    descending: orderBy === 'CREATED_AT_DESC',
  };
  const from = sql`kernel.webhook w left join kernel.account a on a.id = w.account_id`;
  return listRows(services.store, { columns: sql`w.*`, from, conditions, order, toNode: toWebhook }, args);
}

/** A page of what was sent for a webhook that the viewer sees. */
export function listWebhookDeliveries(
  services: CoreServices,
  webhook: Webhook,
  { status, isTest }: DeliveryWish,
  orderBy: WebhookOrder,
  args: PageArgs,
): Promise<Page<WebhookDelivery>> {
  const conditions: RawBuilder<boolean>[] = [sql`d.webhook_id = ${webhook.uuid}`];
  if (status != null)
    conditions.push(
      status === 'PENDING' ? sql`d.status in ('PENDING', 'SENDING')` : sql`d.status = ${status}`,
    );
  if (isTest != null) conditions.push(sql`d.is_test = ${isTest}`);
  const order: KeysetOrder<WebhookDeliveryRow> = {
    columns: [{ expression: sql`d.id`, type: 'bigint', value: (row) => row.id }],
    descending: orderBy === 'CREATED_AT_DESC',
  };
  const from = sql`kernel.webhook_delivery d`;
  return listRows(
    services.store,
    { columns: sql`d.*`, from, conditions, order, toNode: toWebhookDelivery },
    args,
  );
}
