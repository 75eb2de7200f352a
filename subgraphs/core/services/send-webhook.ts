import { randomUUID } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { keyOf } from '../../../schema/global-id.js';
import { Fault } from '../../kernel/errors/fault.js';
import { webhookTopic, type WebhookDeliveryRow } from '../../kernel/events/webhook-row.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { toWebhookDelivery, type WebhookDelivery } from '../entities/webhook-delivery.js';
import type { CoreServices } from './core-services.js';
import { untilFound } from './until-found.js';
import { requireWriteScope } from './wall.js';
import { managedWebhook, webhookDeliveriesByKey } from './webhooks-by-key.js';

/** How long a mutation waits for what becomes of a message; it is sent all the same. */
const longestMs = 15_000;

/** Sends a message that tells of nothing, also when the webhook is paused, and gives what became of it. */
export async function testWebhook(
  services: CoreServices,
  viewer: Viewer,
  id: string,
): Promise<WebhookDelivery> {
  requireWriteScope(viewer);
  const { uuid } = await managedWebhook(services, viewer, id);
  const body = JSON.stringify({
    type: 'test',
    timestamp: new Date().toISOString(),
    cursor: null,
    data: null,
  });
  return send(
    services,
    sql`insert into kernel.webhook_delivery (webhook_id, message_id, is_test, body, status)
      values (${uuid}, ${`msg_${randomUUID()}`}, true, ${body}, 'PENDING') returning *`,
  );
}

/** Sends a message once more as it was, with its old id, and gives what became of it. The order of events is not touched. */
export async function redeliver(
  services: CoreServices,
  viewer: Viewer,
  id: string,
): Promise<WebhookDelivery> {
  requireWriteScope(viewer);
  const key = keyOf('WebhookDelivery', id);
  const found =
    key === undefined ? undefined : (await webhookDeliveriesByKey(services, viewer, [key])).get(key);
  if (!found) throw new Fault('NOT_FOUND', 'There is no such delivery; the last 200 of a webhook are kept.');
  return send(
    services,
    sql`update kernel.webhook_delivery set status = 'PENDING' where id = ${found.seq} returning *`,
  );
}

async function send(services: CoreServices, statement: RawBuilder<unknown>): Promise<WebhookDelivery> {
  const wanted = await services.store.transaction(async (tx) => {
    const { rows } = await (statement as RawBuilder<WebhookDeliveryRow>).execute(tx.sql);
    await services.hints.send(tx, webhookTopic, { atOnce: true });
    return rows[0];
  });
  if (!wanted) throw new Fault('NOT_FOUND', 'There is no such delivery; the last 200 of a webhook are kept.');
  const sent = await untilFound(longestMs, async () => {
    const { rows } = await sql<WebhookDeliveryRow>`
      select * from kernel.webhook_delivery where id = ${wanted.id} and status in ('DELIVERED', 'FAILED')`.execute(
      services.store.sql,
    );
    return rows[0];
  });
  return toWebhookDelivery(sent ?? wanted);
}
