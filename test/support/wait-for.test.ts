import assert from 'node:assert/strict';
import { it } from 'node:test';
import { waitFor } from './wait-for.js';

it('answers the first truthy answer', async () => {
  const answers = [undefined, 0, '', 'ready', 'late'];

  const answer = await waitFor('an answer', () => answers.shift(), { everyMs: 1 });

  assert.equal(answer, 'ready');
});

it('takes a failing condition for not yet', async () => {
  let asked = 0;

  const answer = await waitFor('the third asking', async () => {
    asked += 1;
    if (asked < 3) throw new Error('too early');
    return asked;
  });

  assert.equal(answer, 3);
});

it('names what it waited for and the last error', async () => {
  const wait = waitFor('the moon', () => Promise.reject(new Error('cloudy')), { withinMs: 30, everyMs: 5 });

  await assert.rejects(wait, { message: 'waited 30 ms in vain for the moon (last error: cloudy)' });
});

it('gives up on a condition that hangs', async () => {
  const wait = waitFor('an answer', () => new Promise<boolean>(() => {}), { withinMs: 30 });

  await assert.rejects(
    wait,
    /waited 30 ms in vain for an answer \(last error: the condition itself did not answer\)/,
  );
});
