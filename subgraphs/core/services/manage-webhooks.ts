import { randomBytes, randomUUID } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { webhookSecretPlace, webhookTopic, type WebhookRow } from '../../kernel/events/webhook-row.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { toWebhook, type Webhook } from '../entities/webhook.js';
import { askForVerdict, type WantedWebhook } from './check-webhook.js';
import type { CoreServices } from './core-services.js';
import { refuseUnkeepable, requireWriteScope } from './wall.js';
import { managedWebhook } from './webhooks-by-key.js';

const mostPerAccount = 20;
const longestName = 128;
const longestUrl = 2000;
const longestVariables = 10_000;
const longestOverlapHours = 7 * 24;

/** A webhook to be created. */
export interface WebhookWanted {
  readonly name: string;
  readonly url: string;
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
}

/** A webhook with its secret, which is shown this once. */
export interface WebhookWithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** Creates a webhook of the viewer. An API token cannot: the webhook would outlive it. */
export async function createWebhook(
  services: CoreServices,
  viewer: Viewer,
  wanted: WebhookWanted,
): Promise<WebhookWithSecret> {
  requireLogin(viewer);
  const asked = checked({ ...wanted, accountId: viewer.accountId });
  await refuseTooMany(services, viewer.accountId);
  const cursor = await askForVerdict(services, asked);
  const id = randomUUID();
  const secret = newSecret();
  const sealed = services.secrets.encrypt(secret, webhookSecretPlace(id, 'secret'));
  const { accountId, name, url, query, operationName, variables } = asked;
  const webhook = await change(
    services,
    sql`insert into kernel.webhook (id, account_id, name, url, query, operation_name, variables, secret, state, cursor)
      values (${id}, ${accountId}, ${name}, ${url}, ${query}, ${operationName}, ${variables}, ${sealed}, 'ACTIVE', ${cursor})
      returning *`,
  );
  return { webhook, secret };
}

/** Changes what is given. Another document begins behind its own present state. */
export async function updateWebhook(
  services: CoreServices,
  viewer: Viewer,
  id: string,
  wanted: Partial<WebhookWanted>,
): Promise<Webhook> {
  requireLogin(viewer);
  const before = await managedWebhook(services, viewer, id);
  const asked = checked({
    accountId: before.accountId,
    name: wanted.name ?? before.name,
    url: wanted.url ?? before.url,
    query: wanted.query ?? before.query,
    operationName: wanted.operationName === undefined ? before.operationName : wanted.operationName,
    variables: wanted.variables === undefined ? before.variables : wanted.variables,
  });
  const isOther =
    asked.query !== before.query ||
    asked.operationName !== before.operationName ||
    asked.variables !== JSON.stringify(before.variables);
  const cursor = isOther || asked.url !== before.url ? await askForVerdict(services, asked) : before.cursor;
  const { name, url, query, operationName, variables } = asked;
  return change(
    services,
    sql`update kernel.webhook set name = ${name}, url = ${url}, query = ${query}, operation_name = ${operationName},
      variables = ${variables}, revision = revision + 1, failures = 0, next_attempt_at = null,
      cursor = case when ${isOther} then ${cursor} else cursor end
      where id = ${before.uuid} returning *`,
  );
}

/** Removes a webhook with what was sent for it. */
export async function deleteWebhook(services: CoreServices, viewer: Viewer, id: string): Promise<void> {
  requireWriteScope(viewer);
  const { uuid } = await managedWebhook(services, viewer, id);
  await change(services, sql`delete from kernel.webhook where id = ${uuid} returning *`);
}

/** Stops sending to it. */
export async function pauseWebhook(services: CoreServices, viewer: Viewer, id: string): Promise<Webhook> {
  requireWriteScope(viewer);
  const { uuid } = await managedWebhook(services, viewer, id);
  return change(
    services,
    sql`update kernel.webhook set state = 'PAUSED', reason = coalesce(reason, 'BY_OWNER'), revision = revision + 1,
      next_attempt_at = null, lease_holder = null, lease_until = null where id = ${uuid} returning *`,
  );
}

/** Sends again, from the event on that did not arrive or, when it may skip what is lost, from the present state on. */
export async function resumeWebhook(
  services: CoreServices,
  viewer: Viewer,
  id: string,
  skipLost: boolean,
): Promise<Webhook> {
  requireWriteScope(viewer);
  const before = await managedWebhook(services, viewer, id);
  if (before.pauseReason === 'CURSOR_EXPIRED' && !skipLost)
    throw new Fault(
      'CONFLICT',
      'The events behind the last one that arrived are kept no longer. Resume it with "skipLost" to go on without them.',
      { details: { reason: 'CURSOR_EXPIRED' } },
    );
  const { accountId, name, url, query, operationName } = before;
  const variables = JSON.stringify(before.variables);
  const cursor = await askForVerdict(services, { accountId, name, url, query, operationName, variables });
  return change(
    services,
    sql`update kernel.webhook set state = 'ACTIVE', reason = null, revision = revision + 1, failures = 0,
      next_attempt_at = null, cursor = case when ${skipLost} then ${cursor} else cursor end
      where id = ${before.uuid} returning *`,
  );
}

/** Gives a webhook a new secret; messages are signed by the former one as well for some hours. */
export async function rotateWebhookSecret(
  services: CoreServices,
  viewer: Viewer,
  id: string,
  overlapHours: number,
): Promise<WebhookWithSecret> {
  requireLogin(viewer);
  if (overlapHours < 0 || overlapHours > longestOverlapHours)
    throw new Fault('BAD_USER_INPUT', `"overlapHours" must be from 0 to ${longestOverlapHours}.`);
  const { uuid } = await managedWebhook(services, viewer, id);
  const secret = newSecret();
  const webhook = await services.store.transaction(async (tx) => {
    const { rows } =
      await sql<WebhookRow>`select * from kernel.webhook where id = ${uuid} for update`.execute(tx.sql);
    const [row] = rows;
    if (!row) throw new Fault('NOT_FOUND', 'There is no such webhook.');
    const former = services.secrets.decrypt(row.secret, webhookSecretPlace(uuid, 'secret'));
    const sealed = services.secrets.encrypt(secret, webhookSecretPlace(uuid, 'secret'));
    const sealedFormer = services.secrets.encrypt(former, webhookSecretPlace(uuid, 'previous_secret'));
    const changed = await sql<WebhookRow>`
      update kernel.webhook set secret = ${sealed}, previous_secret = ${overlapHours > 0 ? sealedFormer : null},
        previous_until = case when ${overlapHours} > 0 then now() + ${overlapHours} * interval '1 hour' end,
        revision = revision + 1
      where id = ${uuid} returning *`.execute(tx.sql);
    await services.hints.send(tx, webhookTopic, { atOnce: true });
    return toWebhook(changed.rows[0] ?? row);
  });
  return { webhook, secret };
}

async function change(services: CoreServices, statement: RawBuilder<unknown>): Promise<Webhook> {
  return services.store.transaction(async (tx) => {
    const { rows } = await (statement as RawBuilder<WebhookRow>).execute(tx.sql);
    const [row] = rows;
    if (!row) throw new Fault('NOT_FOUND', 'There is no such webhook.');
    await services.hints.send(tx, webhookTopic, { atOnce: true });
    return toWebhook(row);
  });
}

/** What a webhook tells and to whom is for who has signed in, or sits at an open server. */
function requireLogin(viewer: Viewer): void {
  if (viewer.kind !== 'account' && viewer.kind !== 'open')
    throw new Fault('FORBIDDEN', 'Sign in with name and password to create or change a webhook.');
}

async function refuseTooMany({ store }: CoreServices, accountId: string | null): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from kernel.webhook where account_id is not distinct from ${accountId}::uuid`.execute(
    store.sql,
  );
  if ((rows[0]?.n ?? 0) >= mostPerAccount)
    throw new Fault(
      'CONFLICT',
      `The account has ${mostPerAccount} webhooks already. Delete one that is no longer used.`,
    );
}

function checked(wanted: WebhookWanted & { readonly accountId: string | null }): WantedWebhook {
  const { accountId, url, query, operationName = null } = wanted;
  refuseUnkeepable([wanted.name, url, query, operationName]);
  const name = wanted.name.trim();
  if (name === '' || name.length > longestName)
    throw new Fault('BAD_USER_INPUT', `A webhook needs a name of 1 to ${longestName} characters.`);
  if (url.length > longestUrl)
    throw new Fault('BAD_USER_INPUT', `"url" may have ${longestUrl} characters at most.`);
  const given = wanted.variables ?? {};
  if (typeof given !== 'object' || Array.isArray(given))
    throw new Fault('BAD_USER_INPUT', '"variables" must be an object.');
  const variables = JSON.stringify(given);
  if (variables.length > longestVariables)
    throw new Fault(
      'BAD_USER_INPUT',
      `"variables" may have ${longestVariables} characters at most, as JSON.`,
    );
  return { accountId, name, url, query, operationName, variables };
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
