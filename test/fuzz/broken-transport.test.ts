import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { openFuzzProduct, type FuzzProduct } from './fuzz-product.js';
import { answerWithinMs, runs, runSettings } from './fuzz-settings.js';
import { assertNoLeak } from './leaks.js';
import { sendRaw, type RawAnswer, type SendOptions } from './raw-socket.js';

const head = (line: string, ...headers: string[]): string =>
  [line, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n');
const nodes = 'GET /api/v1/nodes HTTP/1.1';
const start = 'POST /api/v1/vm/start HTTP/1.1';
const create = 'POST /v1/backups HTTP/1.1';
const graphql = 'POST /graphql HTTP/1.1';
const json = 'Content-Type: application/json';

/** Requests no client library would send, and the statuses that are right; none of them may crash anything. */
const cases: readonly (readonly [title: string, sent: string | Buffer, statuses: readonly number[]])[] = [
  ['bytes that are no HTTP', '\u0000\u0001\u0002\r\n\r\n', [400]],
  ['the beginning of TLS', Buffer.from('160301020001fc0303', 'hex'), [400]],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ['an unknown method', head('FOO /api/v1/nodes HTTP/1.1'), [400]],
  ['a method of WebDAV on a path of the Orchestrator', head('PROPFIND /api/v1/nodes HTTP/1.1'), [405]],
  ['an unknown version', head('GET /api/v1/nodes HTTP/3.7'), [400, 505]],
  ['a length that is no number', head(start, 'Content-Length: abc'), [400]],
  ['a negative length', head(start, 'Content-Length: -1'), [400]],
  ['a length in another notation', head(start, 'Content-Length: 1e3'), [400]],
  ['an endless length', head(start, `Content-Length: ${'9'.repeat(40)}`), [400]],
  ['two lengths', `${head(start, 'Content-Length: 2', 'Content-Length: 3')}{}`, [400]],
  ['a length and chunks', `${head(start, 'Content-Length: 2', 'Transfer-Encoding: chunked')}{}`, [400]],
  ['a chunk size that is no number', `${head(start, 'Transfer-Encoding: chunked')}zz\r\n{}\r\n`, [400]],
  ['an unknown transfer encoding', `${head(start, 'Transfer-Encoding: x')}{}`, [400]],
  ['good chunks of a bad body', `${head(start, 'Transfer-Encoding: chunked')}1\r\n{\r\n0\r\n\r\n`, [400]],
  ['a body longer than its length', `${head(start, 'Content-Length: 2')}{}{}{}`, [400]],
  ['a NUL in the path', head('GET /api/v1/nodes/\u0000 HTTP/1.1'), [400]],
  ['bytes above ASCII in the path', head('GET /api/v1/nodes/\u00ff\u00fe HTTP/1.1'), [400, 500]],
  ['a NUL in a header', head(nodes, 'X-Auth-Token: a\u0000b'), [400]],
  ['a header with a blank in its name', head(nodes, 'X Y: z'), [400]],
  ['a folded header', head(nodes, 'X-Y: a\r\n b'), [200, 400]],
  ['a line feed alone', 'GET /api/v1/nodes HTTP/1.1\nHost: x\nConnection: close\n\n', [200, 400]],
  ['no host', 'GET /api/v1 HTTP/1.1\r\nConnection: close\r\n\r\n', [301, 400]],
  ['two hosts', head('GET /api/v1 HTTP/1.1', 'Host: y'), [301, 400]],
  [
    'a host above ASCII',
    'GET /api/v1 HTTP/1.1\r\nHost: \u00e9"<\u0080\r\nConnection: close\r\n\r\n',
    [301, 400],
  ],
  [
    'a host as wide as a header may be',
    `GET /api/v1 HTTP/1.1\r\nHost: ${'x'.repeat(12_000)}\r\nConnection: close\r\n\r\n`,
    [301, 400],
  ],
  ['dot segments', head('GET /api/v1/../../etc/passwd HTTP/1.1'), [404]],
  ['encoded dot segments', head('GET /api/v1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1'), [404]],
  ['dot segments where pages are', head('GET /docs/rest/../../package.json HTTP/1.1'), [400, 404]],
  [
    'encoded dot segments where pages are',
    head('GET /docs/rest/..%2f..%2fpackage.json HTTP/1.1'),
    [400, 404],
  ],
  ['two slashes in front', head('GET //api/v1/nodes HTTP/1.1'), [400, 404]],
  ['a whole address as path', head('GET http://evil.example/api/v1/nodes HTTP/1.1'), [200, 400, 404]],
  ['a path without a slash', head('GET api/v1/nodes HTTP/1.1'), [400, 404]],
  ['a star', head('OPTIONS * HTTP/1.1'), [204, 400, 404]],
  ['a broken escape', head('GET /v1/backups/%zz HTTP/1.1'), [400]],
  ['a broken escape in a page', head('GET /docs/%zz HTTP/1.1'), [400]],
  ['a parameter of 3,000 characters', head(`GET /api/v1/nodes/${'x'.repeat(3000)} HTTP/1.1`), [400]],
  ['headers over the limit', head(nodes, `X-Y: ${'x'.repeat(20_000)}`), [431]],
  ['a path over the limit', head(`GET /api/v1/nodes/${'x'.repeat(20_000)} HTTP/1.1`), [431]],
  ['2,500 headers', head(nodes, ...Array.from({ length: 2500 }, (_, i) => `a${i}:`)), [200, 431]],
  ['an expectation nobody knows', `${head(start, 'Expect: x', 'Content-Length: 2')}{}`, [400, 417]],
  ['an upgrade to nothing we speak', head(nodes, 'Upgrade: h2c'), [200, 400, 404]],
  [
    'a socket on a wrong path',
    'GET /api/v1/nodes HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    [404],
  ],
  [
    'a socket without a key',
    'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    [400],
  ],
  [
    'a socket of a foreign page',
    'GET /graphql HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    [403],
  ],
  ['broken UTF-8', `${head(start, json, 'Content-Length: 10')}{"name":"\u00ff`, [400]],
  ['broken UTF-8 in a backup', `${head(create, json, 'Content-Length: 12')}{"a": "\u00c3\u0028"} `, [400]],
  ['broken UTF-8 in an operation', `${head(graphql, json, 'Content-Length: 12')}{"query":"\u00ff"`, [400]],
  [
    'UTF-16',
    `${head(start, 'Content-Type: application/json; charset=utf-16', 'Content-Length: 6')}\u00ff\u00fe{\u0000}\u0000`,
    [400],
  ],
  [
    'a compressed body',
    `${head(start, 'Content-Encoding: gzip', 'Content-Length: 4')}\u001f\u008b\u0008\u0000`,
    [400],
  ],
  ['a body on GET', `${head('GET /v1/backups HTTP/1.1', json, 'Content-Length: 3')}{{{`, [400]],
  ['an operation that is no JSON', `${head(graphql, json, 'Content-Length: 3')}{{{`, [400]],
  ['an UPDATE with a bad length', head('UPDATE /v1/backups/x HTTP/1.1', 'Content-Length: x'), [400]],
];

describe('broken transport', () => {
  let product: FuzzProduct;
  let port: number;
  before(async () => {
    product = await openFuzzProduct();
    await product.gateway.app.listen({ host: '127.0.0.1', port: 0 });
    port = (product.gateway.app.server.address() as AddressInfo).port;
  });
  after(() => product.close());

  async function send(options: Pick<SendOptions, 'pieces' | 'cut'>): Promise<RawAnswer> {
    const answer = await sendRaw(port, { ...options, withinMs: 2 * answerWithinMs });
    assert.deepEqual(product.errors.takeErrors(), [], 'something failed inside');
    assertNoLeak(answer.text, options.pieces.map((piece) => piece.toString('latin1')).join(''));
    assert.doesNotMatch(answer.text, /An internal error occurred|Internal Storage Error/);
    return answer;
  }

  async function assertServes(): Promise<void> {
    const { statuses } = await send({ pieces: [head(nodes)] });
    assert.deepEqual(statuses, [200]);
  }

  for (const [title, sent, statuses] of cases) {
    test(`answers ${title} with ${statuses.join(' or ')}`, async () => {
      const answer = await send({ pieces: [sent] });

      assert.ok(statuses.includes(answer.statuses[0] ?? 0), `it was ${JSON.stringify(answer.text)}`);
      await assertServes();
    });
  }

  test('answers what comes in one piece one after the other', async () => {
    const one = 'GET /api/v1/ HTTP/1.1\r\nHost: x\r\n\r\n';

    const answer = await send({ pieces: [one.repeat(20) + head('GET /api/v1/x HTTP/1.1')] });

    assert.deepEqual(answer.statuses, [...Array.from({ length: 20 }, () => 200), 400]);
  });

  test('reads a request that comes byte by byte', async () => {
    const pieces = `${head(start, 'Content-Length: 2')}{}`.split('');

    assert.deepEqual((await send({ pieces })).statuses, [400]);
  });

  for (const line of [
    start,
    create,
    graphql,
    'GET /v1/backups HTTP/1.1',
    'UPDATE /v1/backups/x HTTP/1.1',
    'UPDATE ',
  ])
    test(`forgets a client that goes away in the middle of ${line.split(' HTTP')[0]}`, async () => {
      for (const cut of [true, false])
        await send({ pieces: [`${head(line, json, 'Content-Length: 100')}{"a"`], cut });

      await assertServes();
    });

  test('survives requests with bytes changed, lost and put in', async () => {
    const samples = [
      head(nodes),
      `${head(start, json, 'Content-Length: 13')}{"name": "a"}`,
      `${head(create, 'Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`,
      `${head(graphql, json, 'Content-Length: 31')}{"query":"{ clouds { name } }"} `,
      head('UPDATE /v1/clients/x HTTP/1.1', 'Content-Length: 0'),
    ];
    const edit = fc.record({
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      lose: fc.nat(6),
      put: fc.uint8Array({ maxLength: 6 }),
    });
    const broken = fc
      .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 4 }))
      .map(([sample, edits]) => edits.reduce(edited, sample));

    const property = fc.asyncProperty(fc.array(broken, { minLength: 10, maxLength: 10 }), async (several) => {
      const answers = await Promise.all(several.map((bytes) => send({ pieces: [bytes] })));
      for (const { statuses } of answers) assert.ok(statuses.every((status) => status < 600));
    });

    await fc.assert(property, runSettings(Math.ceil(runs / 10)));
    await assertServes();
  });
});

interface Edit {
  readonly at: number;
  readonly lose: number;
  readonly put: Uint8Array;
}

function edited(bytes: string, { at, lose, put }: Edit): string {
  const place = Math.floor(at * bytes.length);
  return bytes.slice(0, place) + Buffer.from(put).toString('latin1') + bytes.slice(place + lose);
}
