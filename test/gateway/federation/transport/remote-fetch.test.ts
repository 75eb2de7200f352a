import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test, type TestContext } from 'node:test';
import { remoteLink } from '../../../../gateway/federation/remote-link.js';
import type { SubgraphLink } from '../../../../gateway/federation/subgraph-link.js';
import { RequestContext } from '../../../../subgraphs/kernel/subgraph/request-context.js';
import { silentLog } from '../../../support/engines.js';

/** A link to a subgraph that answers so. */
async function linkTo(t: TestContext, listener: RequestListener, timeoutMs = 5000): Promise<SubgraphLink> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((listening) => void server.once('listening', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const link = remoteLink({ name: 'far', url, timeoutMs, log: silentLog, health: 'query' });
  t.after(async () => {
    await link.close();
    server.closeAllConnections();
    server.close();
  });
  return link;
}

const request = { query: '{ text }' };

suite('a fetch over HTTP', () => {
  for (const [what, body, isPlain] of [
    ['ASCII', '{"data":{"text":"plain"}}', true],
    ['UTF-8', '{"data":{"text":"Zürich 🙂"}}', false],
    ['escapes', String.raw`{"data":{"text":"Z\u00fcrich \"\n"}}`, false],
    ['a byte order mark', '\uFEFF{"data":{"text":"plain"}}', false],
  ] as const)
    test(`reads ${what}, in however many pieces it comes`, async (t) => {
      const link = await linkTo(t, (_request, response) => {
        const bytes = Buffer.from(body);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(bytes.subarray(0, 19));
        setTimeout(() => response.end(bytes.subarray(19)), 5);
      });

      const answer = await link.execute(request, new RequestContext());

      assert.deepEqual(answer.data, (JSON.parse(body.replace('\uFEFF', '')) as { data: object }).data);
      assert.equal(answer.isPlain, isPlain);
    });

  test('sends a body that was written already as it is', async (t) => {
    let sent = '';
    const link = await linkTo(t, (incoming, response) => {
      incoming.setEncoding('utf8').on('data', (part: string) => (sent += part));
      incoming.on('end', () => response.end('{"data":{}}'));
    });
    const body = '{"query":"{ text }","variables":{"name":"Zürich"}}';

    await link.execute({ ...request, body }, new RequestContext());

    assert.equal(sent, body);
  });

  test('ends in time though bytes keep coming', async (t) => {
    const link = await linkTo(
      t,
      (_request, response) => {
        const dripping = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(dripping));
      },
      200,
    );

    await assert.rejects(link.execute(request, new RequestContext()), { code: 'SUBGRAPH_TIMEOUT' });
  });

  test('ends in time while it waits for a connection', async (t) => {
    const link = await linkTo(t, () => undefined, 200);

    const all = Array.from({ length: 40 }, () => link.execute(request, new RequestContext()));
    const codes = (await Promise.allSettled(all)).map((one) =>
      one.status === 'rejected' ? (one.reason as { code: string }).code : 'answered',
    );

    assert.deepEqual(new Set(codes), new Set(['SUBGRAPH_TIMEOUT']));
  });

  test('is given up when its caller is gone', async (t) => {
    const gone = new AbortController();
    const closed = Promise.withResolvers<void>();
    const link = await linkTo(t, (incoming) => {
      incoming.on('close', () => closed.resolve());
      gone.abort();
    });
    const context = new RequestContext(undefined, 'a', gone.signal);

    const two = [link.execute(request, context), link.execute(request, context)];

    for (const one of two) await assert.rejects(one, { code: 'SUBGRAPH_UNAVAILABLE' });
    await closed.promise;
    await assert.rejects(link.execute(request, context), { code: 'SUBGRAPH_UNAVAILABLE' });
  });

  for (const [what, listener] of [
    ['a status of its own without errors', (_, response) => void response.writeHead(503).end('{"data":{}}')],
    ['something that is not JSON', (_, response) => void response.end('<html>')],
    ['something that is no GraphQL answer', (_, response) => void response.end('[]')],
    ['a connection that ends', (incoming) => void incoming.socket.destroy()],
  ] as readonly (readonly [string, RequestListener])[])
    test(`fails over ${what}`, async (t) => {
      const link = await linkTo(t, listener);

      await assert.rejects(link.execute(request, new RequestContext()), { code: 'SUBGRAPH_UNAVAILABLE' });
    });
});
