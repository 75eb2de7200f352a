import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cannotRun } from '../../../support/engines.js';
import { askWell } from '../../../support/graph-client.js';
import { lastFirst } from '../../../support/last-first.js';
import { startProduct, type Product } from '../../../support/product.js';
import { createReadyDatabase } from '../../../support/shared-postgres.js';
import { waitFor } from '../../../support/wait-for.js';
import { isSignedBy, startWebhookReceiver } from '../../../support/webhook-receiver.js';
import { NumberedEvents, numberedType } from '../../../journeys/numbered-events.js';

const query = `subscription ($types: [String!]) { taskEvents(types: $types) { cursor task { title } } }`;
const create =
  'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }';

interface Created {
  readonly createWebhook: { readonly secret: string; readonly webhook: { readonly id: string } };
}

const settings = {
  'log-level': 'silent',
  'webhook-http': 'true',
  'secrets-key': Buffer.alloc(32, 9).toString('base64'),
  'webhook-first-retry': '20ms',
};

/** Starts of the product are among it, on a machine that may be busy. */
const longestMs = 180_000;

describe('webhooks over a sudden end of who delivers them', () => {
  test(
    'pass on to another process within 15 s; every event arrives, in order',
    { skip: cannotRun('server'), timeout: longestMs },
    async (t) => {
      const owner = lastFirst(t);
      const receiver = await startWebhookReceiver(owner);
      const databaseUrl = await createReadyDatabase();
      const start = (): Promise<Product> => startProduct(owner, { databaseUrl, settings });
      const [first, second] = await Promise.all([start(), start()]);
      const { createWebhook } = await askWell<Created>({ url: first.url }, create, {
        input: { name: 'all', url: receiver.url, query, variables: { types: [numberedType] } },
      });
      const writer = await NumberedEvents.open(databaseUrl);
      owner.after(() => writer.close());
      const write = (more: number): Promise<void> => {
        const last = writer.written + more;
        return writer.write(() => last);
      };

      const gaps: number[] = [];
      const killed = async (product: Product): Promise<void> => {
        const seen = receiver.messages.length;
        await write(100);
        await waitFor('messages', () => receiver.messages.length > seen + 20, { withinMs: 30_000 });
        await product.kill9();
        const at = performance.now();
        const until = receiver.messages.length;
        await write(20);
        await waitFor('more messages', () => receiver.messages.length > until, { withinMs: 30_000 });
        gaps.push(performance.now() - at);
      };
      await killed(first);
      await first.restart();
      // Whoever it was, now it is the second.
      await killed(second);
      await write(20);
      const count = writer.written;
      const distinct = (): string[] => [...new Set(receiver.messages.map(({ id }) => id))];
      await waitFor('all to arrive', () => distinct().length === count, { withinMs: 90_000 });

      const firsts = distinct().map((id) => receiver.messages.find((message) => message.id === id));
      const titles = firsts.map(
        (message) =>
          (message!.body.data as { taskEvents: { task: { title: string } } }).taskEvents.task.title,
      );
      t.diagnostic(
        `${count} events in ${receiver.messages.length} messages; passed on after ${gaps.map((gap) => Math.round(gap)).join(' and ')} ms`,
      );
      assert.deepEqual(
        titles,
        Array.from({ length: count }, (_, i) => String(i + 1)),
      );
      assert.ok(receiver.messages.every((message) => isSignedBy(message, createWebhook.secret)));
      assert.ok(
        gaps.every((gap) => gap < 15_000),
        gaps.join(' '),
      );
    },
  );

  test(
    'go on from where they were when the one process of an embedded database is started again',
    { timeout: longestMs },
    async (t) => {
      const owner = lastFirst(t);
      const receiver = await startWebhookReceiver(owner);
      receiver.answer = () => ({ status: 503 });
      const product = await startProduct(owner, {
        settings: { ...settings, 'webhook-longest-retry': '500ms' },
      });
      const { createWebhook } = await askWell<Created>({ url: product.url }, create, {
        input: { name: 'all', url: receiver.url, query: query.replace('title', 'title state') },
      });
      await askWell(
        { url: product.url },
        'mutation { startComputeNode(input: { name: "web", imageId: "1", sizeId: "1" }) { task { guid } } }',
      );
      await waitFor('two attempts', () => receiver.messages.length >= 2);

      await product.kill9();
      const attempts = receiver.messages.length;
      receiver.answer = () => ({ status: 200 });
      await product.restart();
      const ended = await waitFor(
        'the end of the task',
        () => receiver.messages.slice(attempts).find(({ text }) => text.includes('"FINISHED"')),
        { withinMs: 30_000 },
      );

      const { webhookDeliveries } = await waitFor('the first to be noted', () =>
        askWell<{ webhookDeliveries: { nodes: { attempts: number; status: string; messageId: string }[] } }>(
          { url: product.url },
          'query ($id: ID!) { webhookDeliveries(webhookId: $id, orderBy: CREATED_AT_ASC) { nodes { attempts status messageId } } }',
          { id: createWebhook.webhook.id },
        ),
      );
      const [first] = webhookDeliveries.nodes;
      assert.deepEqual([first?.messageId, first?.status], [receiver.messages[0]?.id, 'DELIVERED']);
      assert.ok((first?.attempts ?? 0) >= 2);
      assert.equal(receiver.messages[attempts]?.id, receiver.messages[0]?.id);
      assert.ok(isSignedBy(ended, createWebhook.secret));
    },
  );
});
