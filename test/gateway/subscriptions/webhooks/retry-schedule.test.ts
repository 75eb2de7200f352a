import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { retryInMs } from '../../../../gateway/subscriptions/webhooks/retry-schedule.js';

const config = { firstRetry: 1000, longestRetry: 3_600_000 };

describe('the pauses between attempts of a webhook', () => {
  test('double from a second up to an hour', () => {
    const pauses = [1, 2, 3, 11, 12, 13, 23, 1000].map((failures) => retryInMs(failures, config, 0, () => 0));

    assert.deepEqual(pauses, [1000, 2000, 4000, 1_024_000, 2_048_000, 3_600_000, 3_600_000, 3_600_000]);
  });

  test('are shortened at random by up to a quarter', () => {
    assert.equal(
      retryInMs(3, config, 0, () => 1),
      3000,
    );
    const drawn = new Set(Array.from({ length: 50 }, () => retryInMs(3, config)));

    assert.ok(drawn.size > 10);
    assert.ok([...drawn].every((ms) => ms > 3000 && ms <= 4000));
  });

  test('are as long as the receiver asks, up to the longest', () => {
    assert.equal(
      retryInMs(1, config, 30_000, () => 0),
      30_000,
    );
    assert.equal(
      retryInMs(1, config, 86_400_000, () => 0),
      3_600_000,
    );
  });
});
