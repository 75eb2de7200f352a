import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { readAll } from '../../support/live-readers.js';
import { startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { waitFor } from '../../support/wait-for.js';

const changes = 'subscription ($after: EventCursor) { changes(after: $after) { kind book { title } } }';

describe('a remote subgraph that goes away and comes back', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('remote');
  });
  after(() => sample.close());

  test('costs its subscribers a pause: no event is lost or comes twice', async () => {
    const { world, gateway } = sample;
    const all = await readAll(gateway.subscriptions, changes);
    await all.until(1);
    const cursors = [world.changes.add('1')];
    await all.until(2);

    for (let round = 0; round < 3; round++) {
      const startAgain = await sample.stopServer('books');
      cursors.push(world.changes.add('2'), world.changes.add('1'));
      await startAgain();
      cursors.push(world.changes.add('1'));
      await all.until(1 + cursors.length);
    }

    assert.deepEqual(all.cursors.slice(1), cursors);
    assert.ok(all.taken.every(({ result }) => result.errors === undefined));
    all.reader.close();
    await waitFor('the source to be gone', () => world.changes.openCount === 0);
  });

  test('is waited for by who comes back meanwhile, behind the last event, for longer than by others', async () => {
    const { world, gateway } = sample;
    const seen = world.changes.add('1');
    const startAgain = await sample.stopServer('books');

    const back = await readAll(gateway.subscriptions, changes, { after: seen });
    await delay(8500);
    const next = world.changes.add('2');
    await startAgain();
    await back.until(1);

    assert.deepEqual(back.cursors, [next]);
    back.reader.close();
    await waitFor('the source to be gone', () => world.changes.openCount === 0);
  });

  test('is told of to who subscribes meanwhile, when it stays away', async () => {
    const startAgain = await sample.stopServer('books');

    const refused = await readAll(sample.gateway.subscriptions, changes);
    await waitFor('the end', () => refused.reader.end, { withinMs: 20_000 });

    assert.equal(refused.reader.end, 'complete');
    assert.equal(refused.taken.at(-1)?.result.errors?.[0]?.extensions['code'], 'SUBGRAPH_UNAVAILABLE');
    await startAgain();
  });
});
