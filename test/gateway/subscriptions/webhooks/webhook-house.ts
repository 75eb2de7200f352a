import type { Task } from '../../../../subgraphs/kernel/tasks/task.js';
import type { EngineKind } from '../../../support/engines.js';
import { ask, askWell, type GraphAnswer, type GraphPlace } from '../../../support/graph-client.js';
import { lastFirst } from '../../../support/last-first.js';
import type { ChildOwner } from '../../../support/child.js';
import { openProduct, type OpenProduct } from '../../../support/product.js';
import { createReadyDatabase } from '../../../support/shared-postgres.js';
import { waitFor } from '../../../support/wait-for.js';

/** Tells of tasks that wait for a time far ahead. */
export const taskDocument =
  'subscription ($types: [String!]) { taskEvents(types: $types) { cursor kind task { title tenantId } } }';

/** A kind of work that waits until its window. */
const type = 'compute.node.start';

/** What is asked of a webhook in most tests. */
export interface SeenWebhook {
  readonly id: string;
  readonly state: string;
  readonly pauseReason: string | null;
  readonly cursor: string;
  readonly failures: number;
}

/** What is asked of a delivery in most tests. */
export interface SeenDelivery {
  readonly id: string;
  readonly messageId: string;
  readonly isTest: boolean;
  readonly status: string;
  readonly attempts: number;
  readonly httpStatus: number | null;
  readonly durationMs: number | null;
  readonly answer: string | null;
  readonly problem: string | null;
}

const webhookFields = 'id state pauseReason cursor failures';
const deliveryFields = 'id messageId isTest status attempts httpStatus durationMs answer problem';

/** The product with webhooks over http to this machine, and quick retries. */
export class WebhookHouse {
  private constructor(readonly product: OpenProduct) {}

  static async open(
    owner: ChildOwner,
    kind: EngineKind,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<WebhookHouse> {
    const product = await openProduct(lastFirst(owner), {
      ...(kind === 'server' && { databaseUrl: await createReadyDatabase() }),
      settings: {
        'log-level': 'silent',
        'webhook-http': 'true',
        'webhook-networks': '127.0.0.1',
        'webhook-first-retry': '50ms',
        'webhook-longest-retry': '200ms',
        'webhook-attempts': '4',
        ...(kind === 'server' && { 'secrets-key': Buffer.alloc(32, 7).toString('base64') }),
        ...settings,
      },
    });
    return new WebhookHouse(product);
  }

  get place(): GraphPlace {
    return { url: this.product.url };
  }

  /** Makes tasks with these titles, one event each, in order. */
  async tasks(titles: readonly string[], tenantId: string | null = null, kind = type): Promise<void> {
    const { store, tasks } = this.product.running.kernel;
    const windowStart = new Date(Date.now() + 3_600_000);
    for (const title of titles)
      await store.transaction((tx): Promise<Task> =>
        tasks.create(tx, { type: kind, title, tenantId, windowStart, input: {} }),
      );
  }

  /** Somebody signed in, by an account made for it. */
  async signIn(
    name: string,
    role: 'viewer' | 'operator' | 'admin',
    tenantId: string | null,
  ): Promise<GraphPlace> {
    const { identity } = this.product.running.kernel;
    const password = 'correct horse battery';
    await identity.accounts.create({ name, password, role, tenantId });
    const { token } = await identity.login(name, password, {
      address: null,
      userAgent: null,
      requestId: 'setup',
    });
    return { ...this.place, token };
  }

  create(place: GraphPlace, input: object): Promise<GraphAnswer<Created>> {
    return ask<Created>(
      place,
      `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { ${webhookFields} } } }`,
      { input: { name: 'test', query: taskDocument, variables: { types: [type] }, ...input } },
    );
  }

  /** A webhook that must come to be. */
  async created(url: string, place: GraphPlace = this.place): Promise<Created['createWebhook']> {
    const { data, text } = await this.create(place, { url });
    if (!data?.createWebhook) throw new Error(text);
    return data.createWebhook;
  }

  /** Does something to a webhook by its id. */
  async change(mutation: string, input: object, place = this.place): Promise<SeenWebhook> {
    const inputType =
      mutation === 'pauseWebhook' ? 'WebhookInput' : `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const data = await askWell<Record<string, { webhook: SeenWebhook }>>(
      place,
      `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { webhook { ${webhookFields} } } }`,
      { input },
    );
    return data[mutation]!.webhook;
  }

  async seen(id: string, place = this.place): Promise<SeenWebhook> {
    const { node } = await askWell<{ node: SeenWebhook }>(
      place,
      `query ($id: ID!) { node(id: $id) { ... on Webhook { ${webhookFields} } } }`,
      { id },
    );
    return node;
  }

  /** Waits until it is paused; why. */
  async paused(id: string): Promise<string | null> {
    const webhook = await waitFor('the webhook to be paused', async () => {
      const now = await this.seen(id);
      return now.state === 'PAUSED' ? now : undefined;
    });
    return webhook.pauseReason;
  }

  async deliveries(webhookId: string, place = this.place): Promise<readonly SeenDelivery[]> {
    const { webhookDeliveries } = await askWell<{ webhookDeliveries: { nodes: SeenDelivery[] } }>(
      place,
      `query ($webhookId: ID!) { webhookDeliveries(webhookId: $webhookId, orderBy: CREATED_AT_ASC) { nodes { ${deliveryFields} } } }`,
      { webhookId },
    );
    return webhookDeliveries.nodes;
  }

  /** Sends a test, or a message once more. */
  async send(mutation: 'testWebhook' | 'redeliver', id: string, place = this.place): Promise<SeenDelivery> {
    const inputType = mutation === 'redeliver' ? 'RedeliverInput' : 'WebhookInput';
    const data = await askWell<Record<string, { delivery: SeenDelivery }>>(
      place,
      `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { delivery { ${deliveryFields} } } }`,
      { input: { id } },
    );
    return data[mutation]!.delivery;
  }

  async remove(id: string, place: GraphPlace): Promise<void> {
    await askWell(place, 'mutation ($id: ID!) { deleteWebhook(input: { id: $id }) { deletedId } }', { id });
  }
}

interface Created {
  readonly createWebhook: { readonly secret: string; readonly webhook: SeenWebhook };
}
