import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { waitFor } from '../../support/wait-for.js';
import { openHostileProduct, type HostileProduct } from './hostile-product.js';
import { openSocket } from './transports.js';

const protocol = 'graphql-transport-ws';

describe('hostile sockets', () => {
  let product: HostileProduct;
  let address: string;
  before(async () => {
    product = await openHostileProduct({ 'sockets-per-user': '3' });
    address = `${product.url.replace('http', 'ws')}/graphql`;
  });
  after(() => product.close());

  /** Opens one as a page of an origin does; gives the status that refused it. */
  const upgraded = (origin: string | undefined, path = ''): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${address}${path}`, protocol, origin === undefined ? {} : { origin });
      socket.on('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
      socket.on('error', reject);
    });

  test('29: are refused to pages of other origins', async () => {
    assert.equal(await upgraded('https://evil.example.org'), 403);
    assert.equal(await upgraded('null'), 403);
    assert.equal(await upgraded(product.url), 101);
    assert.equal(await upgraded(undefined), 101);
  });

  test('30: are closed with 4408 when they never say who they are', async () => {
    const socket = new WebSocket(address, protocol);

    const [code] = await once(socket, 'close');

    assert.equal(code, 4408);
  });

  test('30: are closed with 4401 when they ask before they say who they are', async () => {
    const socket = new WebSocket(address, protocol);
    await once(socket, 'open');

    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ __typename }' } }));

    const [code] = await once(socket, 'close');
    assert.equal(code, 4401);
  });

  test('31: carry 100 subscriptions at once and are told of every further one', async () => {
    const authorization = `Bearer ${product.tokens.operator}`;
    const socket = await openSocket(product.url, { authorization });
    const refused = new Map<string, string>();
    const begun = new Set<string>();
    socket.on('message', (data: unknown) => {
      const {
        id = '',
        type,
        payload,
      } = JSON.parse(String(data)) as {
        id?: string;
        type: string;
        payload?: unknown;
      };
      if (type === 'error') refused.set(id, JSON.stringify(payload));
      if (type === 'next') begun.add(id);
    });

    for (let id = 1; id <= 105; id++) {
      const query = 'subscription { taskEvents { cursor } }';
      socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query } }));
    }
    await waitFor('five to be refused', () => refused.size === 5);
    socket.send(JSON.stringify({ id: '1', type: 'complete' }));
    socket.send(JSON.stringify({ id: '200', type: 'subscribe', payload: { query: '{ __typename }' } }));
    await waitFor('one more to have room', () => begun.has('200'));

    assert.deepEqual([...refused.keys()], ['101', '102', '103', '104', '105']);
    assert.match(refused.get('101') ?? '', /RATE_LIMITED/);
    assert.equal(socket.readyState, WebSocket.OPEN);
    socket.close();
    await once(socket, 'close');
  });

  test('32: are closed with 1009 at a frame of more than 64 KiB', async () => {
    const socket = await openSocket(product.url);

    socket.send('x'.repeat(64 * 1024 + 1));

    const [code] = await once(socket, 'close');
    assert.equal(code, 1009);
  });

  test('are refused to a user who has too many, with 1013, until one is closed', async () => {
    const as = (token: string): Promise<WebSocket> =>
      openSocket(product.url, { authorization: `Bearer ${token}` });
    const { operator, viewer } = product.tokens;
    const held = [await as(operator), await as(operator), await as(operator)];

    const fourth = new WebSocket(address, protocol);
    await once(fourth, 'open');
    const init = { type: 'connection_init', payload: { authorization: `Bearer ${operator}` } };
    fourth.send(JSON.stringify(init));
    const [code] = await once(fourth, 'close');
    const another = await as(viewer);
    held[0]?.close();
    await waitFor('room for one more', async () => {
      const socket = new WebSocket(address, protocol);
      await once(socket, 'open');
      socket.send(JSON.stringify(init));
      const answered = once(socket, 'message').then(() => true);
      const isIn = await Promise.race([answered, once(socket, 'close').then(() => false)]);
      if (isIn) held.push(socket);
      return isIn;
    });

    assert.equal(code, 1013);
    for (const socket of [...held, another]) socket.terminate();
  });
});
