import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createSocketServer, type AddressInfo, type Server } from 'node:net';
import { suite, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { JsonPoster } from '../../../../gateway/federation/transport/json-poster.js';
import { selfSigned } from '../../../../gateway/rest/self-signed.js';

interface Opened {
  readonly poster: JsonPoster;
  /** Connections that were opened so far. */
  readonly connections: () => number;
}

async function open(t: TestContext, server: Server, scheme = 'http', timeoutMs = 5000): Promise<Opened> {
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    t.after(() => socket.destroy());
  });
  server.listen(0, 'localhost');
  await new Promise((listening) => void server.once('listening', listening));
  const url = new URL(`${scheme}://localhost:${(server.address() as AddressInfo).port}/graphql?a=b`);
  const poster = new JsonPoster(url, { limit: 3, timeoutMs });
  t.after(() => {
    poster.close();
    server.close();
  });
  return { poster, connections: () => connections };
}

/** Answers with the body it was sent. */
const echo: RequestListener = (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => setTimeout(() => response.end(Buffer.concat(parts)), 5));
};

/** A server that answers each request with these bytes, and then ends the connection if they say so. */
function rawServer(answer: (request: number) => string | undefined): Server {
  let requests = 0;
  return createSocketServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const text = answer(++requests);
      if (text === undefined) socket.destroy();
      else if (text.includes('onnection: close')) socket.end(text);
      else socket.write(text);
    });
  });
}

suite('connections to a subgraph', () => {
  test('are used again, no more of them than allowed, and each answer is its own', async (t) => {
    const { poster, connections } = await open(t, createServer(echo));
    const bodies = Array.from({ length: 50 }, (_, i) => `"${'ö'.repeat(i * 100)} ${i}"`);

    const answers = await Promise.all(bodies.map((body) => poster.post(body, [])));

    assert.deepEqual(
      answers.map(({ text }) => text),
      bodies,
    );
    assert.equal(connections(), 3);
  });

  test('carry megabytes both ways', async (t) => {
    const { poster } = await open(t, createServer(echo));
    const body = JSON.stringify(Array.from({ length: 400_000 }, (_, i) => i));
    assert.equal((await poster.post(body, [])).text, body);
  });

  test('send head and body as they are', async (t) => {
    const seen = Promise.withResolvers<object>();
    const { poster } = await open(
      t,
      createServer(({ method, url, headers }, response) => {
        seen.resolve({ method, url, headers });
        response.end('{}');
      }),
    );

    await poster.post('"é"', ['x-request-id', 'a b', 'x-other', 'c']);

    const { headers, ...line } = (await seen.promise) as { headers: Record<string, string> };
    assert.deepEqual(line, { method: 'POST', url: '/graphql?a=b' });
    assert.match(headers['host']!, /^localhost:\d+$/);
    assert.deepEqual(
      { ...headers, host: undefined },
      {
        host: undefined,
        connection: 'keep-alive',
        'content-type': 'application/json',
        accept: 'application/json',
        'x-request-id': 'a b',
        'x-other': 'c',
        'content-length': '4',
      },
    );
  });

  test('let no value of a header begin another', async (t) => {
    const { poster, connections } = await open(t, createServer(echo));
    for (const value of ['a\r\nx-admin: yes', 'a\nb', 'a\0', 'é'])
      assert.throws(() => poster.post('{}', ['x-request-id', value]), /cannot be sent/);
    assert.equal(connections(), 0);
  });

  test('are not used longer than the other side leaves them open', async (t) => {
    const { poster, connections } = await open(
      t,
      rawServer(() => 'HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\n{}'),
    );
    await poster.post('{}', []);
    await poster.post('{}', []);
    // One second less a margin of one is no time at all.
    assert.equal(connections(), 2);
  });

  test('are closed when they have been idle', async (t) => {
    const server = rawServer(() => 'HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-length: 2\r\n\r\n{}');
    const closed = Promise.withResolvers<void>();
    server.on('connection', (socket) => socket.on('close', () => closed.resolve()));
    const { poster, connections } = await open(t, server);
    await poster.post('{}', []);
    await poster.post('{}', []);
    assert.equal(connections(), 1);
    await closed.promise;
  });

  test('that are closed by the other side are left alone', async (t) => {
    const { poster, connections } = await open(
      t,
      rawServer((request) => `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${request}`),
    );
    assert.equal((await poster.post('{}', [])).text, '1');
    assert.equal((await poster.post('{}', [])).text, '2');
    assert.equal(connections(), 2);
  });

  test('that break fail what they carry and nothing else', async (t) => {
    const { poster } = await open(
      t,
      rawServer((request) =>
        request % 2 === 0 ? undefined : 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}',
      ),
    );
    const outcomes: string[] = [];
    for (let i = 0; i < 6; i++)
      outcomes.push(
        await poster.post('{}', []).then(
          () => 'answered',
          () => 'failed',
        ),
      );
    assert.deepEqual(outcomes, ['answered', 'failed', 'answered', 'failed', 'answered', 'failed']);
  });

  test('over which bytes come that nobody asked for are of no use', async (t) => {
    const { poster, connections } = await open(
      t,
      rawServer((request) => {
        const answer = `HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n${request}`;
        return request === 1 ? answer + 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfalse' : answer;
      }),
    );
    await assert.rejects(poster.post('{}', []), { name: 'MalformedResponse' });
    assert.equal((await poster.post('{}', [])).text, '2');
    assert.equal(connections(), 2);
  });

  test('that cannot be had fail each in its turn', async (t) => {
    const server = createServer(echo);
    const { poster } = await open(t, server);
    server.close();
    await delay(10);
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => poster.post('{}', [])));
    assert.deepEqual(new Set(all.map(({ status }) => status)), new Set(['rejected']));
  });

  test('end what they carry and what waits when they are closed', async (t) => {
    const { poster } = await open(
      t,
      createServer(() => undefined),
    );
    const all = Promise.allSettled(Array.from({ length: 5 }, () => poster.post('{}', [])));
    await delay(20);
    poster.close();
    assert.deepEqual(new Set((await all).map(({ status }) => status)), new Set(['rejected']));
    await assert.rejects(poster.post('{}', []), /closed/);
  });

  test('may be encrypted, with a certificate that is trusted', async (t) => {
    const pair = selfSigned(['localhost'], new Date());
    const { poster } = await open(t, createTlsServer(pair, echo), 'https');
    await assert.rejects(poster.post('{}', []), /self-signed|unable to verify/);

    const trusted = getCACertificates();
    setDefaultCACertificates([...trusted, pair.cert]);
    t.after(() => setDefaultCACertificates(trusted));
    const body = `"${'ü'.repeat(100_000)}"`;
    const answers = await Promise.all(Array.from({ length: 6 }, () => poster.post(body, [])));
    assert.deepEqual(new Set(answers.map(({ text }) => text)), new Set([body]));
  });
});
