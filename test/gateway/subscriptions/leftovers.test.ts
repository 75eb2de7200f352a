import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { placements, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { waitFor } from '../../support/wait-for.js';

const cycles = 1000;
const atOnce = 50;

for (const placement of placements) {
  describe(`${cycles} clients that connect, subscribe and go away, subgraphs ${placement}`, () => {
    let sample: SampleGateway;
    before(async () => {
      sample = await startSampleGateway(placement);
    });
    after(() => sample.close());

    test('leave no reader, source, socket or timer behind', async () => {
      const { world, gateway } = sample;
      // Connections of fetches stay open for a while, so as many are opened first.
      await Promise.all(Array.from({ length: atOnce }, (_, i) => cycle(sample.url, i)));
      await waitFor('the first to be gone', () => isQuiet(sample));
      // Asked for in the same way as later, because waiting has a timer of its own.
      const before = await waitFor('sockets and timers', resources);

      for (let from = 0; from < cycles; from += atOnce)
        await Promise.all(Array.from({ length: atOnce }, (_, i) => cycle(sample.url, from + i)));

      await waitFor('everything to be gone', () => isQuiet(sample));
      assert.equal(gateway.subscriptions.readerCount, 0);
      assert.equal(world.listeners.size, 0);
      await waitFor('sockets and timers to be as before', () => resources() <= before);
    });
  });
}

/** Half of them break their connection off, half end their operation. Every other subscribes to what none else does. */
async function cycle(url: string, index: number): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const first = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const { type } = JSON.parse(data.toString()) as { type: string };
      if (type === 'next') resolve();
      if (type !== 'connection_ack') return;
      const query = 'subscription ($of: ID) { changes(of: $of) { kind book { reviews } } }';
      const variables = index % 2 === 0 ? {} : { of: String(index) };
      socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query, variables } }));
    });
  });
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  await first;
  if (index % 4 < 2) return socket.terminate();
  socket.send('{"id":"a","type":"complete"}');
  socket.close();
}

function isQuiet({ world, gateway: { subscriptions } }: SampleGateway): boolean {
  return world.changes.openCount === 0 && subscriptions.readerCount === 0 && subscriptions.sharedCount === 0;
}

/** Sockets and timers of this process that keep it alive. */
function resources(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap' || kind === 'Timeout')
    .length;
}
