import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { EventLog } from '../../../../subgraphs/kernel/events/event-log.js';
import { cannotRun, engines } from '../../../support/engines.js';
import { assertOutput } from '../../../docs/expected-output.js';
import { askWell } from '../../../support/graph-client.js';
import { lastFirst } from '../../../support/last-first.js';
import { namedBlock } from '../../../support/pages.js';
import { waitFor } from '../../../support/wait-for.js';
import {
  isSignedBy,
  startWebhookReceiver,
  type ReceivedMessage,
  type WebhookReceiver,
} from '../../../support/webhook-receiver.js';
import { WebhookHouse } from './webhook-house.js';

function titleOf({ body }: ReceivedMessage): string | undefined {
  return (body.data as { taskEvents?: { task: { title: string } | null } } | null)?.taskEvents?.task?.title;
}

for (const kind of engines) {
  describe(`webhooks (${kind})`, { skip: cannotRun(kind) }, () => {
    const owner = lastFirst({ after });
    let house: WebhookHouse;
    let receiver: WebhookReceiver;
    let titles: () => (string | undefined)[];
    before(async () => {
      house = await WebhookHouse.open(owner, kind);
    });
    beforeEach(async () => {
      const started = await startWebhookReceiver(owner);
      receiver = started;
      titles = () => started.messages.map(titleOf);
    });

    test('are sent what happens after they were created, signed and in order', async () => {
      await house.tasks(['before']);
      const { secret, webhook } = await house.created(receiver.url);

      await house.tasks(['a', 'b', 'c']);
      await waitFor('three messages', () => receiver.messages.length === 3);

      assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
      assert.deepEqual(titles(), ['a', 'b', 'c']);
      const [first] = receiver.messages;
      assert.ok(receiver.messages.every((message) => isSignedBy(message, secret)));
      assert.ok(!isSignedBy(first!, `whsec_${Buffer.alloc(32).toString('base64')}`));
      assert.deepEqual(
        { ...first!.body, timestamp: '', cursor: '' },
        {
          type: 'taskEvents',
          timestamp: '',
          cursor: '',
          data: {
            taskEvents: { cursor: first!.body.cursor, kind: 'CREATED', task: { title: 'a', tenantId: null } },
          },
        },
      );
      assert.equal(new Set(receiver.messages.map(({ id }) => id)).size, 3);
      const last = receiver.messages[2]!.body.cursor;
      await waitFor('the last to be noted', async () => (await house.seen(webhook.id)).cursor === last);
    });

    test('are made and send what the page on webhooks shows', async () => {
      const { input } = JSON.parse(namedBlock('docs/webhooks.md', 'variables')) as { input: object };
      const { data, text } = await house.create(house.place, { ...input, url: receiver.url });
      assert.equal(data?.createWebhook.webhook.state, 'ACTIVE', text);

      await house.tasks(['Back up mail-1'], null, 'backup.vm.export');
      await waitFor('the message', () => receiver.messages.length === 1);

      assertOutput(JSON.stringify(receiver.messages[0]?.body), {
        language: 'json',
        text: namedBlock('docs/webhooks.md', 'message'),
      });
    });

    test('send an event again until it arrives, with the same id, and the next one after it', async () => {
      const { webhook } = await house.created(receiver.url);
      receiver.answer = () => ({ status: receiver.messages.length <= 2 ? 500 : 200 });

      await house.tasks(['a', 'b']);
      await waitFor('four messages', () => receiver.messages.length === 4);

      assert.deepEqual(titles(), ['a', 'a', 'a', 'b']);
      assert.equal(new Set(receiver.messages.slice(0, 3).map(({ id }) => id)).size, 1);
      const log = await waitFor('both to be noted', async () => {
        const noted = await house.deliveries(webhook.id);
        return noted.length === 2 && noted.every(({ status }) => status === 'DELIVERED') ? noted : undefined;
      });
      assert.deepEqual(
        log.map(({ attempts, httpStatus, messageId }) => ({ attempts, httpStatus, messageId })),
        [
          { attempts: 3, httpStatus: 200, messageId: receiver.messages[0]!.id },
          { attempts: 1, httpStatus: 200, messageId: receiver.messages[3]!.id },
        ],
      );
    });

    test('pause after too many failures and go on with the event that did not arrive', async () => {
      const { webhook } = await house.created(receiver.url);
      receiver.answer = () => ({ status: 500 });
      await house.tasks(['a', 'b']);

      const reason = await house.paused(webhook.id);
      const attempts = receiver.messages.length;
      receiver.answer = () => ({ status: 200 });
      await house.change('resumeWebhook', { id: webhook.id });
      await waitFor('both to arrive', () => receiver.messages.length === attempts + 2);

      assert.equal(reason, 'FAILURES');
      assert.equal(attempts, 4);
      assert.deepEqual(titles().slice(attempts), ['a', 'b']);
    });

    test('pause at once where the receiver is gone', async () => {
      const { webhook } = await house.created(receiver.url);
      receiver.answer = () => ({ status: 410 });

      await house.tasks(['a']);

      assert.equal(await house.paused(webhook.id), 'GONE');
      assert.equal(receiver.messages.length, 1);
    });

    test('lose nothing while they are paused', async () => {
      const { webhook } = await house.created(receiver.url);
      const paused = await house.change('pauseWebhook', { id: webhook.id });
      await house.tasks(['a', 'b']);

      await house.change('resumeWebhook', { id: webhook.id });
      await waitFor('both to arrive', () => receiver.messages.length === 2);

      assert.deepEqual([paused.state, paused.pauseReason], ['PAUSED', 'BY_OWNER']);
      assert.deepEqual(titles(), ['a', 'b']);
    });

    test('say that their cursor is too old, and skip what is lost when told to', async () => {
      // Nobody else subscribes to this, so what is lost is not in memory either.
      const variables = { types: ['compute.node.start', 'compute.node.stop'] };
      const { data } = await house.create(house.place, { url: receiver.url, variables });
      const { webhook } = data!.createWebhook;
      await house.change('pauseWebhook', { id: webhook.id });
      const { store, hints } = house.product.running.kernel;
      await house.tasks(['lost']);
      await new EventLog(store, hints).prune(-1000);

      await house.change('resumeWebhook', { id: webhook.id });
      const reason = await house.paused(webhook.id);
      const refused = await house.change('resumeWebhook', { id: webhook.id }).then(
        () => undefined,
        (error: unknown) => String(error),
      );
      await house.change('resumeWebhook', { id: webhook.id, skipLost: true });
      await house.tasks(['new']);
      await waitFor('the new one', () => receiver.messages.length === 1);

      assert.equal(reason, 'CURSOR_EXPIRED');
      assert.match(refused ?? '', /"reason":"CURSOR_EXPIRED".*"code":"CONFLICT"/);
      assert.deepEqual(titles(), ['new']);
    });

    test('are signed by both secrets while they change, then by the new one alone', async () => {
      const { secret: former, webhook } = await house.created(receiver.url);
      const rotate = async (overlapHours: number): Promise<string> =>
        (
          await askWell<{ rotateWebhookSecret: { secret: string } }>(
            house.place,
            'mutation ($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) { secret } }',
            { input: { id: webhook.id, overlapHours } },
          )
        ).rotateWebhookSecret.secret;

      const second = await rotate(1);
      await house.send('testWebhook', webhook.id);
      const third = await rotate(0);
      await house.send('testWebhook', webhook.id);

      const [both, alone] = receiver.messages;
      assert.deepEqual([isSignedBy(both!, former), isSignedBy(both!, second)], [true, true]);
      assert.deepEqual([isSignedBy(alone!, second), isSignedBy(alone!, third)], [false, true]);
    });

    test('keep their secret encrypted', async () => {
      const { secret } = await house.created(receiver.url);

      const { rows } = await sql<{
        kept: string;
      }>`select row_to_json(w)::text as kept from kernel.webhook w`.execute(
        house.product.running.kernel.store.sql,
      );

      assert.ok(rows.length > 0);
      assert.ok(
        rows.every(({ kept }) => !kept.includes(secret.slice('whsec_'.length)) && kept.includes('v1:')),
      );
    });

    test('can be tried out and sent once more, and never repeat secrets in the log', async () => {
      const { secret, webhook } = await house.created(receiver.url);
      receiver.answer = ({ headers }) => ({
        status: 200,
        body: `${String(headers['webhook-signature'])} ${secret} ${'x'.repeat(5000)}`,
      });
      await house.change('pauseWebhook', { id: webhook.id });

      const tried = await house.send('testWebhook', webhook.id);
      const again = await house.send('redeliver', tried.id);

      assert.deepEqual(
        [tried.status, tried.isTest, tried.attempts, again.attempts, again.status],
        ['DELIVERED', true, 1, 2, 'DELIVERED'],
      );
      assert.deepEqual(new Set(receiver.messages.map(({ id }) => id)), new Set([tried.messageId]));
      assert.ok(receiver.messages.every((message) => isSignedBy(message, secret)));
      assert.match(again.answer ?? '', /^v1,… … x{100}/);
      assert.ok((again.answer ?? '').length <= 512);
    });

    test('do not follow redirects', async () => {
      const { webhook } = await house.created(receiver.url);
      const elsewhere = await startWebhookReceiver(owner);
      receiver.answer = () => ({ status: 307, headers: { location: elsewhere.url } });

      const tried = await house.send('testWebhook', webhook.id);

      assert.deepEqual([tried.status, tried.httpStatus], ['FAILED', 307]);
      assert.equal(elsewhere.messages.length, 0);
    });

    test('end with what they subscribe to', async () => {
      await house.tasks(['one']);
      const { tasks } = await askWell<{ tasks: { nodes: { guid: string }[] } }>(
        house.place,
        '{ tasks(first: 1) { nodes { guid } } }',
      );
      const query = `subscription { taskEvents(guid: "${tasks.nodes[0]!.guid}") { kind task { state } } }`;
      const { data } = await house.create(house.place, { url: receiver.url, query, variables: {} });

      await askWell(
        house.place,
        'mutation ($input: CancelTaskInput!) { cancelTask(input: $input) { task { state } } }',
        {
          input: { guid: tasks.nodes[0]!.guid },
        },
      );

      assert.equal(await house.paused(data!.createWebhook.webhook.id), 'ENDED');
      assert.equal(receiver.messages.length, 1);
    });
  });
}
