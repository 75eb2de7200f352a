import assert from 'node:assert/strict';
import { after, afterEach, before, describe, mock, test } from 'node:test';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { readAll, type ReadAll } from '../../support/live-readers.js';
import { placements, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { subscribeSse } from '../../support/sse-client.js';
import { waitFor } from '../../support/wait-for.js';

const changes =
  'subscription ($after: EventCursor, $of: ID) { changes(after: $after, of: $of) { kind book { title reviews } } }';

for (const placement of placements) {
  describe(`subscribers of the same, subgraphs ${placement}`, () => {
    let sample: SampleGateway;
    const open: ReadAll[] = [];
    const read = async (
      ...args: [query: string, variables?: object, viewer?: typeof openViewer]
    ): Promise<ReadAll> => {
      const [query, variables = {}, viewer] = args;
      const all = await readAll(sample.gateway.subscriptions, query, { ...variables }, viewer);
      open.push(all);
      return all;
    };
    before(async () => {
      sample = await startSampleGateway(placement);
    });
    afterEach(async () => {
      for (const { reader } of open.splice(0)) reader.close();
      await waitFor('every source to be gone', () => sample.world.changes.openCount === 0);
      assert.equal(sample.gateway.subscriptions.sharedCount, 0);
      assert.equal(sample.gateway.subscriptions.readerCount, 0);
    });
    after(() => sample.close());

    test('cost one source, one fetch of each entity and one text per event, over both transports', async (t) => {
      const { world } = sample;
      const opened = world.changes.opened.length;
      const streams = await Promise.all(
        Array.from({ length: 10 }, () => subscribeSse(t, sample.url, changes)),
      );
      const clients = Array.from({ length: 10 }, () =>
        createClient({
          url: `${sample.url.replace('http', 'ws')}/graphql`,
          webSocketImpl: WebSocket,
          retryAttempts: 0,
        }),
      );
      const sockets = clients.map((client) => client.iterate({ query: changes }));
      for (const socket of sockets) await socket.next();
      for (const stream of streams) await stream.at(0);
      const fetches = world.reviewFetches;
      const stringify = mock.method(JSON, 'stringify');

      const cursor = world.changes.add('2');
      const results = await Promise.all(sockets.map((socket) => socket.next()));
      const messages = await Promise.all(streams.map((stream) => stream.at(1)));

      const texts = stringify.mock.calls.filter(({ arguments: [value] }) =>
        Object.hasOwn((value as { data?: object } | undefined)?.data ?? {}, 'changes'),
      );
      stringify.mock.restore();
      const data = { changes: { kind: 'CHANGED', book: { title: 'Emma', reviews: ['about 2'] } } };
      assert.deepEqual(
        results.map(({ value }) => value as unknown),
        sockets.map(() => ({ data })),
      );
      for (const message of messages)
        assert.deepEqual([message.id, JSON.parse(message.data)], [cursor, { data }]);
      assert.equal(world.reviewFetches - fetches, 1);
      assert.equal(world.changes.opened.length - opened, 1);
      assert.equal(texts.length, 1);
      for (const stream of streams) stream.close();
      for (const client of clients) await client.dispose();
    });

    test('share nothing with others: other variables, another viewer', async () => {
      const opened = sample.world.changes.opened.length;
      const all = [
        await read(changes),
        await read(changes),
        await read(changes, { of: '2' }),
        await read(changes, {}, { ...openViewer, userId: 'ann' }),
      ];
      for (const one of all) await one.until(1);

      sample.world.changes.add('1');
      const last = sample.world.changes.add('2');

      await all[0]!.until(3);
      await all[1]!.until(3);
      await all[2]!.until(2);
      await all[3]!.until(3);
      assert.deepEqual(
        all.map(({ cursors }) => cursors.at(-1)),
        [last, last, last, last],
      );
      assert.equal(sample.world.changes.opened.length - opened, 3);
    });

    test('of the same fetch under another name share its source', async () => {
      const opened = sample.world.changes.opened.length;
      const one = await read(changes);
      const other = await read(changes.replace('subscription', 'subscription Other'));
      await one.until(1);
      await other.until(1);

      sample.world.changes.add('2');

      assert.deepEqual((await one.until(2))[1]!.result, (await other.until(2))[1]!.result);
      assert.equal(sample.world.changes.opened.length - opened, 1);
    });

    test('who come back with a recent cursor find what follows without another source', async () => {
      const { world } = sample;
      const first = await read(changes);
      await first.until(1);
      const cursors = ['1', '2', '1', '2'].map((id) => world.changes.add(id));
      await first.until(5);
      const opened = world.changes.opened.length;

      const back = await read(changes, { after: cursors[1] });
      const level = await read(changes, { after: cursors[3] });
      await back.until(2);
      const next = world.changes.add('1');
      await back.until(3);
      await level.until(1);

      assert.deepEqual(back.cursors, [cursors[2], cursors[3], next]);
      assert.deepEqual(level.cursors, [next]);
      assert.equal(world.changes.opened.length, opened);
    });

    test('become one when one has caught up with another', async () => {
      const { world } = sample;
      const old = world.changes.add('1');
      const since = Array.from({ length: 300 }, () => world.changes.add('2'));
      const live = await read(changes);
      await live.until(1);

      const behind = await read(changes, { after: old });
      await behind.until(300);
      await waitFor('one source to be left', () => world.changes.openCount === 1);
      const next = world.changes.add('1');
      await behind.until(301);
      await live.until(2);

      assert.deepEqual(behind.cursors, [...since, next]);
      assert.deepEqual(live.cursors.slice(1), [next]);
      assert.equal(world.changes.openCount, 1);
    });

    test('lose nothing when those they have caught up with leave before they have gone over', async () => {
      const { world } = sample;
      const [first, second, ...rest] = Array.from({ length: 6 }, () => world.changes.add('2'));
      const ahead = await read(changes, { after: second });
      await ahead.until(rest.length);
      const opened = world.changes.opened.length;
      const behind = await read(changes, { after: first });
      behind.pause();
      await waitFor(
        'one of two sources to be left',
        () => world.changes.opened.length > opened && world.changes.openCount === 1,
      );

      ahead.reader.close();
      await waitFor('no source to be left', () => world.changes.openCount === 0);
      behind.resume();
      const seen = [second, ...rest, world.changes.add('1')];
      await behind.until(seen.length);

      assert.deepEqual(behind.cursors, seen);
      assert.equal(behind.reader.end, undefined);
    });

    test('notice nothing when the source breaks: it is opened again behind the last event', async () => {
      const { world } = sample;
      const one = await read(changes);
      await one.until(1);
      const seen = [world.changes.add('1'), world.changes.add('2')];
      await one.until(3);

      world.changes.breakAll();
      seen.push(world.changes.add('1'), world.changes.add('2'));
      await one.until(5);

      assert.deepEqual(one.cursors.slice(1), seen);
      assert.equal(world.changes.opened.at(-1)?.after, seen[1]);
    });
  });
}
