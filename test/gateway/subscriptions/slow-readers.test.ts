import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readAll } from '../../support/live-readers.js';
import { startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { waitFor } from '../../support/wait-for.js';

const changes = 'subscription ($after: EventCursor) { changes(after: $after) { kind book { id } } }';

describe('a slow reader', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('in process');
  });
  afterEach(() => waitFor('every source to be gone', () => sample.world.changes.openCount === 0));
  after(() => sample.close());

  test('ends with a code and its cursor when it is more than 256 events behind others, and loses nothing by it', async () => {
    const { world, gateway } = sample;
    const [fast, slow] = [
      await readAll(gateway.subscriptions, changes),
      await readAll(gateway.subscriptions, changes),
    ];
    await fast.until(1);
    await slow.until(1);

    slow.pause();
    const cursors: string[] = [];
    for (let i = 0; i < 300; i++) {
      cursors.push(world.changes.add('1'));
      if (i % 50 === 0) await delay(1);
    }
    await fast.until(301);
    slow.resume();
    await slow.until(2);

    const { errors } = slow.taken[1]!.result;
    assert.equal(slow.reader.end, 'try again later');
    assert.deepEqual(errors?.[0]?.extensions, {
      code: 'RATE_LIMITED',
      reason: 'TOO_SLOW',
      cursor: slow.cursors[0],
    });
    assert.deepEqual(fast.cursors.slice(1), cursors);
    const back = await readAll(gateway.subscriptions, changes, { after: errors?.[0]?.extensions['cursor'] });
    await back.until(300);
    assert.deepEqual(back.cursors, cursors);
    for (const { reader } of [fast, back]) reader.close();
  });

  test('misses superseded progress first, of each thing all but the newest, and nothing else', async () => {
    const { world, gateway } = sample;
    const [fast, slow] = [
      await readAll(gateway.subscriptions, changes),
      await readAll(gateway.subscriptions, changes),
    ];
    await fast.until(1);
    await slow.until(1);

    slow.pause();
    const kept: string[] = [];
    for (let i = 0; i < 400; i++) {
      const cursor = world.changes.add(i % 2 === 0 ? '1' : '2', i % 10 === 0 ? 'CHANGED' : 'PROGRESS');
      if (i % 10 === 0) kept.push(cursor);
      if (i % 50 === 0) await delay(1);
    }
    await fast.until(401);
    slow.resume();
    await waitFor('the slow reader to be level', () => slow.cursors.at(-1) === fast.cursors.at(-1));

    const seen = slow.cursors.slice(1).map(String);
    assert.equal(slow.reader.end, undefined);
    assert.deepEqual(
      seen.filter((cursor) => kept.includes(cursor)),
      kept,
    );
    assert.ok(seen.length < 400, `${seen.length} events`);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => Number(a.slice(6)) - Number(b.slice(6))),
    );
    for (const { reader } of [fast, slow]) reader.close();
  });

  test('of a field with the class LATEST is never sent away and has the newest of each thing, in order', async () => {
    const { world, gateway } = sample;
    const newest = changes.replace('changes(', 'newest(');
    const [fast, slow] = [
      await readAll(gateway.subscriptions, newest),
      await readAll(gateway.subscriptions, newest),
    ];
    await fast.until(1);
    await slow.until(1);

    slow.pause();
    const lastOf: Record<string, string> = {};
    for (let i = 0; i < 1000; i++) {
      const book = i % 3 === 0 ? '2' : '1';
      lastOf[book] = world.changes.add(book);
      if (i % 50 === 0) await delay(1);
    }
    await fast.until(1001);
    slow.resume();
    await waitFor('the slow reader to be level', () => slow.cursors.at(-1) === fast.cursors.at(-1));

    const seen = slow.cursors.slice(1).map(String);
    assert.equal(slow.reader.end, undefined);
    assert.ok(seen.length < 500, `${seen.length} events`);
    for (const cursor of Object.values(lastOf)) assert.ok(seen.includes(cursor), cursor);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => Number(a.slice(6)) - Number(b.slice(6))),
    );
    for (const { reader } of [fast, slow]) reader.close();
  });

  test('alone is waited for: its source is not read further than a few events ahead', async () => {
    const { world, gateway } = sample;
    const slow = await readAll(gateway.subscriptions, changes);
    await slow.until(1);

    slow.pause();
    const cursors = Array.from({ length: 1000 }, () => world.changes.add('1'));
    await delay(50);
    slow.resume();
    await slow.until(1001);

    assert.deepEqual(slow.cursors.slice(1), cursors);
    slow.reader.close();
  });
});
