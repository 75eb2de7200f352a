import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { placements, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { waitFor } from '../../support/wait-for.js';

for (const placement of placements) {
  describe(`subscriptions, subgraphs ${placement}`, () => {
    let sample: SampleGateway;
    let client: Client;
    before(async () => {
      sample = await startSampleGateway(placement);
      client = createClient({
        url: `${sample.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
      });
    });
    afterEach(() => waitFor('every listener to be gone', () => sample.world.listeners.size === 0));
    after(async () => {
      await client.dispose();
      await sample.close();
    });

    test('carry the fields of other subgraphs on every event', async () => {
      const events = client.iterate({ query: 'subscription { bookEvents { title reviews loud } }' });
      const first = events.next();
      await waitFor('the source to listen', () => sample.world.listeners.size === 1);

      sample.world.publish('1');
      sample.world.publish('2');

      assert.deepEqual((await first).value, {
        data: { bookEvents: { title: 'Dune', reviews: ['about 1'], loud: 'DUNE' } },
      });
      assert.deepEqual((await events.next()).value, {
        data: { bookEvents: { title: 'Emma', reviews: ['about 2'], loud: 'EMMA' } },
      });
      await events.return?.();
    });

    test('end in a coded last result when the source breaks, and the socket stays open', async () => {
      const events = client.iterate({ query: 'subscription { bookEvents(fail: true) { id } }' });
      const first = events.next();
      await waitFor('the source to listen', () => sample.world.listeners.size === 1);

      sample.world.publish('1');

      const failure = JSON.stringify((await first).value);
      assert.match(failure, /"code":"(INTERNAL_SERVER_ERROR|SUBGRAPH_UNAVAILABLE)"/);
      assert.doesNotMatch(failure, /hunter2|postgres/);
      assert.equal((await events.next()).done, true);
    });

    test('share the socket with queries and mutations', async () => {
      const [answer] = [await client.iterate({ query: '{ books { id } }' }).next()];

      assert.deepEqual(answer.value, { data: { books: [{ id: '1' }, { id: '2' }] } });
    });

    test('are refused with an error, not a closed socket, when they are not valid', async () => {
      const isMistake = (errors: unknown): boolean => JSON.stringify(errors).includes('BAD_USER_INPUT');
      const conditional = {
        query: 'subscription ($x: Boolean!) { bookEvents @skip(if: $x) { id } }',
        variables: { x: true },
      };

      await assert.rejects(client.iterate({ query: 'subscription { nothing }' }).next(), isMistake);
      await assert.rejects(client.iterate(conditional).next(), isMistake);
      assert.deepEqual((await client.iterate({ query: '{ whoami }' }).next()).value, {
        data: { whoami: 'open:local' },
      });
    });
  });
}

describe('the socket', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('in process');
  });
  after(() => sample.close());

  function open(origin: string | undefined, path = '/graphql'): Promise<number | 'open'> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(
        `${sample.url.replace('http', 'ws')}${path}`,
        'graphql-transport-ws',
        origin === undefined ? {} : { origin },
      );
      socket.on('open', () => {
        socket.terminate();
        resolve('open');
      });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', reject);
    });
  }

  test('accepts its own origin, an allowed one and none, and refuses a foreign page', async () => {
    assert.equal(await open(undefined), 'open');
    assert.equal(await open(sample.url), 'open');
    assert.equal(await open('https://portal.example.org'), 'open');
    assert.equal(await open('https://evil.example.org'), 403);
    assert.equal(await open(undefined, '/elsewhere'), 404);
  });

  test('refuses a wrong token with 4403', async () => {
    const client = createClient({
      url: `${sample.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: 'Bearer wrong' },
    });

    await assert.rejects(
      client.iterate({ query: '{ whoami }' }).next(),
      (event: unknown) => (event as { code?: number }).code === 4403,
    );
    await client.dispose();
  });

  test('closes a frame over 64 KiB with 1009', async () => {
    const socket = new WebSocket(`${sample.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve) => socket.on('open', resolve));

    socket.send('x'.repeat(70_000));

    assert.equal(await new Promise((resolve) => socket.on('close', resolve)), 1009);
  });

  test('sends deep operations back with an error', async () => {
    const client = createClient({
      url: `${sample.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const deep = `{ __type(name: "Book") ${'{ ofType '.repeat(32)} { name } ${'}'.repeat(32)} }`;

    await assert.rejects(client.iterate({ query: deep }).next(), (errors: unknown) =>
      /deeper than 30 levels/.test(JSON.stringify(errors)),
    );
    await client.dispose();
  });

  test('tells clients of a stopping server to connect again', async () => {
    const stopping = await startSampleGateway('in process');
    const socket = new WebSocket(`${stopping.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve) => socket.on('open', resolve));

    const closed = new Promise((resolve) => socket.on('close', resolve));
    await stopping.close();

    assert.equal(await closed, 1012);
  });
});
