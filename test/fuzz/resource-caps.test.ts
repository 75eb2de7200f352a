import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { getNamedType, isObjectType, isRequiredArgument } from 'graphql';
import { WebSocket } from 'ws';
import { createHttpServer } from '../../subgraphs/kernel/server/http-server.js';
import { openFuzzProduct, type FuzzProduct } from './fuzz-product.js';
import { rootFields } from './graphql-calls.js';
import { sendRaw } from './raw-socket.js';

const mebibyte = 1024 * 1024;

/** Requests at a limit and one beyond it (reliability.md S15). */
describe('the caps on what a request may cost', () => {
  let product: FuzzProduct;
  let port: number;
  before(async () => {
    product = await openFuzzProduct();
    await product.gateway.app.listen({ host: '127.0.0.1', port: 0 });
    port = (product.gateway.app.server.address() as AddressInfo).port;
  });
  after(() => product.close());

  const post = async (url: string, body: string): Promise<number> => {
    const { statusCode } = await product.gateway.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      payload: body,
    });
    return statusCode;
  };

  test('a GraphQL body has at most 1 MiB', async () => {
    const body = '{"query":"{ __typename }"}';

    assert.equal(await post('/graphql', body.padEnd(mebibyte)), 200);
    assert.equal(await post('/graphql', body.padEnd(mebibyte + 1)), 413);
  });

  test("a dialect's body has at most what the dialect says", async () => {
    for (const { rows, bodyLimit, owns } of product.dialects) {
      const row = rows.find(({ method, path }) => method === 'POST' && !path.includes(':') && owns(path));
      assert.ok(row);

      assert.notEqual(await post(row.path, '{}'.padEnd(bodyLimit)), 413);
      assert.equal(await post(row.path, '{}'.padEnd(bodyLimit + 1)), 413);
    }
  });

  test('headers have at most 16 KiB', async () => {
    const request = (size: number): string =>
      `GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Y: ${'x'.repeat(size)}\r\n\r\n`;

    const within = await sendRaw(port, { pieces: [request(15 * 1024)], withinMs: 5000 });
    const beyond = await sendRaw(port, { pieces: [request(17 * 1024)], withinMs: 5000 });

    assert.deepEqual([within.statuses, beyond.statuses], [[200], [431]]);
  });

  test('a page has at most 1,000 rows, in every list', async () => {
    const lists = rootFields('query').filter(
      ({ args }) => args.some(({ name }) => name === 'first') && !args.some(isRequiredArgument),
    );
    assert.ok(lists.length >= 8);
    for (const field of lists)
      for (const argument of ['first', 'last'])
        for (const [size, refused] of [
          [1000, false],
          [1001, true],
          [-1, true],
        ] as const) {
          const type = getNamedType(field.type);
          assert.ok(isObjectType(type));
          const { payload } = await product.gateway.app.inject({
            method: 'POST',
            url: '/graphql',
            payload: { query: `{ ${field.name}(${argument}: ${size}) { __typename } }` },
          });
          assert.equal(
            payload.includes('"BAD_USER_INPUT"'),
            refused,
            `${field.name} ${argument} ${size}: ${payload}`,
          );
        }
  });

  test('an operation is nested at most 24 levels deep', async () => {
    const nested = (levels: number): string => {
      const walk = `{ task(guid: "x") ${'{ parent '.repeat(levels - 2)} { guid } ${'} '.repeat(levels - 2)} }`;
      return JSON.stringify({ query: walk });
    };

    assert.equal(await post('/graphql', nested(24)), 200);
    assert.equal(await post('/graphql', nested(25)), 400);
  });

  test('a frame has at most 64 KiB', async () => {
    const within = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    const beyond = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    await Promise.all([once(within, 'open'), once(beyond, 'open')]);

    const init = JSON.stringify({ type: 'connection_init' });
    within.send(init.padEnd(64 * 1024));
    beyond.send(init.padEnd(64 * 1024 + 1));

    const [[message], [code]] = await Promise.all([once(within, 'message'), once(beyond, 'close')]);
    assert.match(String(message), /connection_ack/);
    assert.equal(code, 1009);
    within.close();
  });

  test('a request that does not come in is told so and cut off', async (t) => {
    const slow = createHttpServer({
      log: product.kernel.log,
      ready: () => Promise.resolve(),
      readWithinMs: 200,
    });
    slow.post('/x', () => ({}));
    t.after(() => slow.close());
    await slow.listen({ host: '127.0.0.1', port: 0 });
    const slowPort = (slow.server.address() as AddressInfo).port;

    const { statuses } = await sendRaw(slowPort, {
      pieces: ['POST /x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{'],
      idleMs: 10_000,
      withinMs: 8000,
    });

    assert.deepEqual(statuses, [408]);
  });
});
