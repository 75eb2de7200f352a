import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { lastFirst } from '../support/last-first.js';
import { openProduct, type OpenProduct } from '../support/product.js';
import { openSse, subscribeSse } from '../support/sse-client.js';
import { waitFor } from '../support/wait-for.js';

const password = 'correct horse battery';
const query = 'subscription { taskEvents { kind } }';

describe('streams of a session that is ended', () => {
  const owner = lastFirst({ after });
  let product: OpenProduct;
  let token: string;
  before(async () => {
    product = await openProduct(owner);
    const { identity } = product.running.kernel;
    await identity.accounts.create({ name: 'root', password, role: 'admin' });
    ({ token } = await identity.login('root', password, {
      address: null,
      userAgent: null,
      requestId: 'test',
    }));
  });

  test('end within a second, with a code, over SSE and WebSocket; nobody opens another with it', async (t) => {
    const bearer = { authorization: `Bearer ${token}` };
    const stream = await subscribeSse(t, product.url, query, {}, bearer);
    await stream.at(0);
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: bearer }));
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query } }));
    await once(socket, 'message');
    const closed = once(socket, 'close');
    const endedAt = performance.now();

    const { identity } = product.running.kernel;
    await identity.logout(await identity.viewerOf(token));
    const [code] = (await closed) as [number];
    await waitFor('the end of the stream', () => stream.ended);
    const ms = performance.now() - endedAt;

    assert.equal(code, 4403);
    assert.match(String(stream.messages.at(-2)?.data), /"code":"UNAUTHENTICATED"/);
    assert.equal(stream.messages.at(-1)?.event, 'complete');
    assert.ok(ms < 1000, `${ms} ms`);
    await waitFor('no reader to be left', () => product.gateway.subscriptions.readerCount === 0);
    const again = await openSse(t, `${product.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: bearer,
    });
    assert.equal(again.status, 401);
  });
});
