import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { post, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { waitFor } from '../../support/wait-for.js';

const known = 'query Known($id: ID!) { book(id: $id) { title reviews } }';
const maybe = 'query Maybe($bad: Boolean!) { books { reviews } fault(code: "CONFLICT") @include(if: $bad) }';

/** Bytes of a request, as clients send them. */
function requestOf(query: string, variables: object, lines: readonly string[] = []): string {
  const body = JSON.stringify({ query, variables });
  const head = [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    'content-type: application/json',
    ...lines,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** A connection whose answers are read by their length. */
class Line {
  text = '';
  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (more: string) => (this.text += more));
    socket.on('error', () => undefined);
  }

  static async to(t: TestContext, { url }: SampleGateway): Promise<Line> {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
    t.after(() => void socket.destroy());
    await once(socket, 'connect');
    return new Line(socket);
  }

  /** The next answer: its status line and headers but the date, and its body. */
  async answer(): Promise<{ readonly head: string; readonly body: string }> {
    return waitFor('an answer', () => {
      const at = this.text.indexOf('\r\n\r\n');
      if (at < 0) return undefined;
      const head = this.text.slice(0, at);
      const length = Number(/^content-length: *(\d+)\r?$/im.exec(`${head}\r`)?.[1]);
      const rest = Buffer.from(this.text.slice(at + 4));
      if (rest.length < length) return undefined;
      this.text = rest.subarray(length).toString();
      return { head: head.replace(/date: .*\r\n/i, ''), body: rest.subarray(0, length).toString() };
    });
  }

  async ask(bytes: string): Promise<{ readonly head: string; readonly body: string }> {
    this.socket.write(bytes);
    return this.answer();
  }
}

describe('connections that the hot path reads', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('in process', { limits: { requestTimeout: 1000 } });
    for (const [query, variables] of [
      [known, { id: '1' }],
      [maybe, { bad: false }],
    ] as const)
      for (let i = 0; i < 2; i++) await post(sample.url, query, variables);
    // Answers to who accepts nothing in particular have their headers from the first of them.
    const line = await Line.to({ after: () => undefined } as unknown as TestContext, sample);
    await line.ask(requestOf(known, { id: '1' }));
    line.socket.destroy();
  });
  after(() => sample.close());

  const hot = (): number => sample.gateway.hotPath.answered;

  test('say what Node says, header by header', async (t) => {
    const mine = ['x-request-id: mine', 'accept: */*'];
    await (await Line.to(t, sample)).ask(requestOf(known, { id: '1' }, mine));
    const line = await Line.to(t, sample);
    const nodes = await Line.to(t, sample);
    // What is beyond ASCII Node takes and we do not.
    const other = requestOf(known, { id: '1' }, [...mine, 'x-a: ü']);

    const before = hot();
    const [ours, theirs] = [await line.ask(requestOf(known, { id: '1' }, mine)), await nodes.ask(other)];

    assert.equal(hot() - before, 2);
    assert.deepEqual(ours, theirs);
    assert.match(ours.head, /^HTTP\/1\.1 200 OK\r\nx-request-id: mine\r\n/);
    assert.match(ours.body, /^\{"data":\{"book":\{"title":"Dune",.*\n$/);
  });

  test('are not read by Node meanwhile', async (t) => {
    let byNode = 0;
    const count = (): void => void byNode++;
    sample.gateway.app.server.on('request', count);
    t.after(() => void sample.gateway.app.server.off('request', count));
    const line = await Line.to(t, sample);

    const [bodies, before] = [new Set<string>(), hot()];
    for (let i = 0; i < 3; i++) bodies.add((await line.ask(requestOf(known, { id: '1' }))).body);

    assert.deepEqual([bodies.size, hot() - before, byNode], [1, 3, 0]);
  });

  test('go to Node with the first request that is none of theirs, and stay there', async (t) => {
    const line = await Line.to(t, sample);
    const first = await line.ask(requestOf(known, { id: '1' }));

    const health = await line.ask('GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const again = await line.ask(requestOf(known, { id: '1' }));
    const unknown = await line.ask(requestOf('{ nothing }', {}));

    assert.equal(health.body, '{"status":"live"}');
    assert.equal(again.body, first.body);
    assert.match(unknown.head, /^HTTP\/1\.1 400 /);
  });

  test('lose nothing wherever a request is cut', async (t) => {
    const bytes = requestOf(known, { id: '1' });
    const { body } = await (await Line.to(t, sample)).ask(bytes);

    for (let at = 1; at < bytes.length; at += 7) {
      const line = await Line.to(t, sample);
      line.socket.setNoDelay(true).write(bytes.slice(0, at));
      await delay(1);
      const cut = await line.ask(bytes.slice(at));
      assert.equal(cut.body, body, `cut at ${at}`);
      assert.equal((await line.ask(bytes)).body, body);
      line.socket.destroy();
    }
  });

  test('answer requests that come before the answer to the last one, in order', async (t) => {
    const line = await Line.to(t, sample);
    const ids = ['1', '2', '1', '2', '2'];
    line.socket.write(requestOf(known, { id: '1' }));
    line.socket.write(
      ids
        .slice(1, 3)
        .map((id) => requestOf(known, { id }))
        .join(''),
    );
    await delay(1);
    line.socket.write(
      ids
        .slice(3)
        .map((id) => requestOf(known, { id }))
        .join(''),
    );

    const titles: unknown[] = [];
    for (const _ of ids) titles.push((JSON.parse((await line.answer()).body) as Answer).data.book.title);

    assert.deepEqual(titles, ['Dune', 'Emma', 'Dune', 'Emma', 'Emma']);
  });

  test('execute once what turns out to have errors, and go on', async (t) => {
    const line = await Line.to(t, sample);
    const start = sample.world.reviewFetches;
    const good = await line.ask(requestOf(maybe, { bad: false }));
    const ofOne = sample.world.reviewFetches - start;

    const bad = await line.ask(requestOf(maybe, { bad: true }, ['x-request-id: bad']));
    const after = await line.ask(requestOf(maybe, { bad: false }));

    assert.ok(ofOne > 0);
    assert.equal(sample.world.reviewFetches - start, 3 * ofOne);
    assert.match(bad.head, /^HTTP\/1\.1 200 OK\r\nx-request-id: bad\r\n/);
    assert.match(bad.body, /"code":"CONFLICT"/);
    assert.equal(after.body, good.body);
  });

  test('give up what the caller no longer waits for', async (t) => {
    const slow = 'query Slow($ms: Int!) { slow(ms: $ms) }';
    for (let i = 0; i < 2; i++) await post(sample.url, slow, { ms: 1 });
    const line = await Line.to(t, sample);
    await line.ask(requestOf(slow, { ms: 1 }));
    const ended = sample.world.slowEnded;

    line.socket.write(requestOf(slow, { ms: 700 }));
    await delay(50);
    line.socket.destroy();

    await waitFor('the end to be heard of', () => sample.world.slowEnded > ended, { withinMs: 500 });
  });

  test('end when the caller has said all', async (t) => {
    const line = await Line.to(t, sample);
    await line.ask(requestOf(known, { id: '1' }));

    const ended = once(line.socket, 'end');
    line.socket.end();

    await ended;
  });

  test('carry a WebSocket as well', async () => {
    const socket = new WebSocket(`${sample.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.close();
    await once(socket, 'close');
  });

  test('end by themselves when nothing comes, and say so to who never asked', async (t) => {
    const idle = await startSampleGateway('in process');
    t.after(() => idle.close());
    const { server } = idle.gateway.app;
    Object.assign(server, { headersTimeout: 100, keepAliveTimeout: -900 });
    await post(idle.url, known, { id: '1' });
    await (await Line.to(t, idle)).ask(requestOf(known, { id: '1' }));

    const [silent, asking] = [await Line.to(t, idle), await Line.to(t, idle)];
    await asking.ask(requestOf(known, { id: '1' }));

    await Promise.all([once(silent.socket, 'end'), once(asking.socket, 'end')]);
    assert.match(silent.text, /^HTTP\/1\.1 408 Request Timeout\r\n/);
    assert.equal(asking.text, '');
  });

  test(
    'are let go when the server stops, behind the answer that is under way',
    { timeout: 20_000 },
    async (t) => {
      const stopping = await startSampleGateway('in process');
      const slow = 'query Slow($ms: Int!) { slow(ms: $ms) }';
      for (let i = 0; i < 2; i++) await post(stopping.url, slow, { ms: 1 });
      const [idle, busy] = [await Line.to(t, stopping), await Line.to(t, stopping)];
      await idle.ask(requestOf(slow, { ms: 1 }));
      await busy.ask(requestOf(slow, { ms: 1 }));

      const ends = Promise.all([once(idle.socket, 'end'), once(busy.socket, 'end')]);
      busy.socket.write(requestOf(slow, { ms: 300 }));
      await delay(50);
      const closed = stopping.close();
      const last = await busy.answer();
      await ends;
      await closed;

      assert.match(last.head, /\r\nConnection: close$/);
      assert.match(last.body, /^\{"data":\{"slow":/);
    },
  );
});

interface Answer {
  readonly data: { readonly book: { readonly title: string } };
}
