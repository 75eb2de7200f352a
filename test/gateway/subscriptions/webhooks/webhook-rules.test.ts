import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cannotRun, engines } from '../../../support/engines.js';
import { ask, askWell, type GraphPlace } from '../../../support/graph-client.js';
import { lastFirst } from '../../../support/last-first.js';
import { waitFor } from '../../../support/wait-for.js';
import { startWebhookReceiver, type WebhookReceiver } from '../../../support/webhook-receiver.js';
import { taskDocument, WebhookHouse } from './webhook-house.js';

const refusedAddresses: readonly (readonly [url: string, why: RegExp])[] = [
  ['ftp://example.org/', /must be an address/],
  ['not an address', /must be an address/],
  ['http://user:pass@127.0.0.1/', /no user, password/],
  ['http://127.0.0.1/#x', /no user, password or fragment/],
  ['http://10.0.0.1/', /may be reached/],
  ['http://169.254.169.254/latest/meta-data', /may be reached/],
  ['http://[::1]/', /may be reached/],
  ['http://[::ffff:10.0.0.1]/', /may be reached/],
  ['http://0x0a000001/', /may be reached/],
  ['http://167772161/', /may be reached/],
  ['http://012.0.0.1/', /may be reached/],
  ['http://0.0.0.0/', /may be reached/],
  ['http://no-such-host.invalid/', /may be reached/],
];

const refusedDocuments: readonly (readonly [query: string, why: RegExp])[] = [
  ['{ viewer { userId } }', /must be a subscription/],
  ['subscription { taskEvents { nothing } }', /Cannot query field/],
  ['subscription {', /Syntax Error/],
  ['subscription { taskEvents(after: "core.1") { kind } }', /Leave "after" out/],
  [`subscription { taskEvents { tasks { ${'parent { '.repeat(30)}guid${' }'.repeat(30)} } } }`, /./],
  [
    `subscription { taskEvents { ${Array.from({ length: 40 }, (_, i) => `a${i}: kind`).join(' ')} } }`,
    /alias/i,
  ],
];

for (const kind of engines) {
  describe(`who may have which webhook (${kind})`, { skip: cannotRun(kind) }, () => {
    const owner = lastFirst({ after });
    let house: WebhookHouse;
    let receiver: WebhookReceiver;
    let root: GraphPlace;
    let ada: GraphPlace;
    let bob: GraphPlace;
    before(async () => {
      house = await WebhookHouse.open(owner, kind);
      receiver = await startWebhookReceiver(owner);
      root = await house.signIn('root', 'admin', null);
      ada = await house.signIn('ada', 'viewer', 'lab');
      bob = await house.signIn('bob', 'viewer', 'other');
    });

    for (const [url, why] of refusedAddresses)
      test(`refuses the address ${url}`, async () => {
        const { errors } = await house.create(ada, { url });

        assert.deepEqual([errors.length, errors[0]?.extensions?.['code']], [1, 'BAD_USER_INPUT']);
        assert.match(errors[0]?.message ?? '', why);
      });

    for (const [query, why] of refusedDocuments)
      test(`refuses the document ${query.slice(0, 60)}`, async () => {
        const { errors } = await house.create(ada, { url: receiver.url, query, variables: {} });

        assert.deepEqual([errors.length, errors[0]?.extensions?.['code']], [1, 'BAD_USER_INPUT']);
        assert.match(errors[0]?.message ?? '', why);
      });

    test('hides a webhook of one tenant from another, and everything that can be done to it', async () => {
      const { webhook } = await house.created(receiver.url, ada);
      const mutations: readonly (readonly [name: string, type: string])[] = [
        ['updateWebhook', 'UpdateWebhookInput'],
        ['deleteWebhook', 'WebhookInput'],
        ['pauseWebhook', 'WebhookInput'],
        ['resumeWebhook', 'ResumeWebhookInput'],
        ['rotateWebhookSecret', 'RotateWebhookSecretInput'],
        ['testWebhook', 'WebhookInput'],
      ];
      const tried = await house.send('testWebhook', webhook.id, ada);

      const met = await Promise.all(
        mutations.map(([name, type]) =>
          ask(bob, `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`, {
            input: { id: webhook.id },
          }),
        ),
      );
      const again = await ask(bob, 'mutation ($id: ID!) { redeliver(input: { id: $id }) { __typename } }', {
        id: tried.id,
      });
      const log = await ask(bob, 'query ($id: ID!) { webhookDeliveries(webhookId: $id) { totalCount } }', {
        id: webhook.id,
      });
      const seen = await askWell(
        bob,
        'query ($ids: [ID!]!) { nodes(ids: $ids) { id } webhooks { totalCount } }',
        { ids: [webhook.id, tried.id] },
      );
      const { webhooks } = await askWell<{ webhooks: { nodes: { id: string }[] } }>(
        root,
        '{ webhooks { nodes { id account { name } } } }',
      );

      const codes = [...met, again, log].map(({ errors }) => errors[0]?.extensions?.['code']);
      assert.deepEqual(
        codes,
        Array.from({ length: 8 }, () => 'NOT_FOUND'),
      );
      assert.deepEqual(seen, { nodes: [null, null], webhooks: { totalCount: 0 } });
      assert.deepEqual(webhooks.nodes, [{ id: webhook.id, account: { name: 'ada' } }]);
      await house.remove(webhook.id, ada);
    });

    test('sends the owner nothing of another tenant, and stops with the account', async () => {
      const mine = await startWebhookReceiver(owner);
      const { webhook } = await house.created(mine.url, ada);
      await house.tasks(['theirs'], 'other');
      await house.tasks(['ours'], 'lab');
      await waitFor('a message', () => mine.messages.length > 0);

      const { identity } = house.product.running.kernel;
      const account = await identity.accounts.findByName('ada');
      await identity.accounts.setDisabled(account!.uuid, true);
      await waitFor(
        'the pause',
        async () => (await house.seen(webhook.id, root)).pauseReason === 'OWNER_DISABLED',
      );
      await house.tasks(['later'], 'lab');
      const refused = await house.change('resumeWebhook', { id: webhook.id }, root).then(
        () => '',
        (error: unknown) => String(error),
      );

      assert.deepEqual(
        mine.messages.map(({ text }) => [text.includes('"ours"'), text.includes('theirs')]),
        [[true, false]],
      );
      assert.match(refused, /may not subscribe/);
    });

    test('asks for a login where something is created that outlives a token', async () => {
      const { createApiToken } = await askWell<{ createApiToken: { secret: string } }>(
        bob,
        'mutation { createApiToken(input: { name: "ci" }) { secret } }',
      );
      const token = { ...house.place, token: createApiToken.secret };

      const byToken = await house.create(token, { url: receiver.url });
      const byNobody = await house.create(house.place, { url: receiver.url });

      assert.equal(byToken.errors[0]?.extensions?.['code'], 'FORBIDDEN');
      assert.equal(byNobody.errors[0]?.extensions?.['code'], 'UNAUTHENTICATED');
    });

    test('changes address and document, and looks at both again', async () => {
      const { webhook } = await house.created(receiver.url, bob);
      const other = await startWebhookReceiver(owner);
      const update = (input: object): Promise<unknown> =>
        house.change('updateWebhook', { id: webhook.id, ...input }, bob).catch(String);

      const bad = [
        await update({ url: 'http://10.1.2.3/' }),
        await update({ query: '{ viewer { userId } }' }),
      ];
      const query = taskDocument.replace('task {', 'task { guid');
      await update({ url: other.url, query, name: 'moved' });
      await house.tasks(['moved'], 'other');
      await waitFor('a message', () => other.messages.length === 1);

      assert.match(String(bad[0]), /may be reached/);
      assert.match(String(bad[1]), /must be a subscription/);
      assert.match(other.messages[0]!.text, /"guid"/);
    });

    test('has no more than twenty of an account', async () => {
      const cy = await house.signIn('cy', 'viewer', 'many');
      for (let made = 0; made < 20; made++) await house.created(receiver.url, cy);

      const { errors } = await house.create(cy, { url: receiver.url });

      assert.equal(errors[0]?.extensions?.['code'], 'CONFLICT');
    });

    test('leaves a line in the audit trail for each change', async () => {
      const { auditLog } = await askWell<{ auditLog: { nodes: { action: string; result: string }[] } }>(
        root,
        '{ auditLog(first: 500) { nodes { action result } } }',
      );

      const told = new Set(auditLog.nodes.map(({ action, result }) => `${action} ${result}`));
      for (const line of [
        'core.createWebhook OK',
        'core.createWebhook BAD_USER_INPUT',
        'core.updateWebhook OK',
      ])
        assert.ok(told.has(line), line);
    });
  });
}
