import { sql } from 'kysely';
import { keyOf } from '../../../schema/global-id.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { WebhookDeliveryRow, WebhookRow } from '../../kernel/events/webhook-row.js';
import { isUuid } from '../../kernel/identity/parts.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { toWebhookDelivery, type WebhookDelivery } from '../entities/webhook-delivery.js';
import { toWebhook, type Webhook } from '../entities/webhook.js';
import type { CoreServices } from './core-services.js';
import type { ByKey } from './identity-by-key.js';
import { visibleWebhooks } from './wall.js';

/** Webhooks by key. */
export async function webhooksByKey(
  { store }: CoreServices,
  viewer: Viewer,
  keys: readonly string[],
): Promise<ByKey<Webhook>> {
  const { rows } = await sql<WebhookRow>`
    select w.* from kernel.webhook w left join kernel.account a on a.id = w.account_id
    where ${visibleWebhooks(viewer)} and w.id = any(${keys.filter(isUuid)}::uuid[])`.execute(store.sql);
  return new Map(rows.map((row) => [row.id, toWebhook(row)]));
}

/** Deliveries of webhooks by key. */
export async function webhookDeliveriesByKey(
  { store }: CoreServices,
  viewer: Viewer,
  keys: readonly string[],
): Promise<ByKey<WebhookDelivery>> {
  const own = keys.filter((key) => /^[1-9]\d{0,15}$/.test(key));
  const { rows } = await sql<WebhookDeliveryRow>`
    select d.* from kernel.webhook_delivery d join kernel.webhook w on w.id = d.webhook_id
      left join kernel.account a on a.id = w.account_id
    where ${visibleWebhooks(viewer)} and d.id = any(${own}::bigint[])`.execute(store.sql);
  return new Map(rows.map((row) => [String(row.id), toWebhookDelivery(row)]));
}

/** The webhook of a global id; NOT_FOUND when there is none that the viewer sees. */
export async function managedWebhook(services: CoreServices, viewer: Viewer, id: string): Promise<Webhook> {
  const key = keyOf('Webhook', id);
  const found = key === undefined ? undefined : (await webhooksByKey(services, viewer, [key])).get(key);
  if (!found) throw new Fault('NOT_FOUND', 'There is no such webhook.');
  return found;
}
