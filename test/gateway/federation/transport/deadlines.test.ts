import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { Deadlines, Timed } from '../../../../gateway/federation/transport/deadlines.js';

class Noted extends Timed {
  constructor(
    private readonly name: string,
    private readonly expired: string[],
  ) {
    super();
  }

  override expire(): void {
    this.expired.push(this.name);
  }
}

suite('deadlines', () => {
  test('end what is late, in the order in which it began, and nothing that has ended', async () => {
    const expired: string[] = [];
    const deadlines = new Deadlines(60);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => new Noted(name, expired));

    for (const timed of [a!, b!, c!]) deadlines.begin(timed);
    deadlines.end(b!);
    await sleep(30);
    deadlines.begin(d!);
    while (expired.length < 2) await sleep(5);
    const first = [...expired];
    while (expired.length < 3) await sleep(5);

    assert.deepEqual(first, ['a', 'c']);
    assert.deepEqual(expired, ['a', 'c', 'd']);
  });

  test('hold nothing that has ended', () => {
    const deadlines = new Deadlines(1000);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => new Noted(name, []));
    for (const timed of [a!, b!, c!]) deadlines.begin(timed);

    for (const timed of [b!, a!, c!, c!]) deadlines.end(timed);

    assert.deepEqual(
      [a, b, c].map((timed) => [timed?.earlier, timed?.later]),
      [1, 2, 3].map(() => [undefined, undefined]),
    );
  });
});
