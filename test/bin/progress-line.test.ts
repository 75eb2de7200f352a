import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { progressLine, type ProgressOutput } from '../../bin/commands/progress-line.js';

/** A place to tell progress, with what was written to it. */
function output(given: Omit<ProgressOutput, 'write'>): ProgressOutput & { readonly written: string[] } {
  const written: string[] = [];
  return { ...given, written, write: (text) => written.push(text) };
}

/** Tells each of these steps, `everyMs` after the one before it. */
function tell(told: (done: number, total: number) => void, steps: readonly number[], everyMs: number): void {
  for (const done of steps) {
    now += everyMs;
    told(done, 10);
  }
}

let now = 0;
mock.method(performance, 'now', () => now);

describe('progress', () => {
  it('is a line a second where there is no terminal', () => {
    const out = output({});

    tell(progressLine('storages', out), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 400);

    assert.deepEqual(out.written, ['3 of 10 storages\n', '6 of 10 storages\n', '9 of 10 storages\n']);
  });

  it('is a bar drawn over itself on a terminal, with a line end when all is done', () => {
    const out = output({ isTTY: true, columns: 80 });

    tell(progressLine('storages', out), [1, 5, 10], 1000);

    assert.deepEqual(out.written, [
      '\r\u001B[K[###---------------------------] 1 of 10 storages',
      '\r\u001B[K[###############---------------] 5 of 10 storages',
      '\r\u001B[K[##############################] 10 of 10 storages\n',
    ]);
  });

  it('draws no more than ten bars a second, but the last', () => {
    const out = output({ isTTY: true, columns: 80 });

    const told = progressLine('storages', out);
    now += 1000;
    tell(told, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 20);

    assert.equal(out.written.length, 3);
    assert.ok(out.written.at(-1)?.endsWith('10 of 10 storages\n'));
  });

  it('says nothing of what takes less than a second', () => {
    const [line, bar] = [output({}), output({ isTTY: true, columns: 80 })];

    for (const out of [line, bar]) tell(progressLine('storages', out), [1, 5, 10], 100);

    assert.deepEqual([line.written, bar.written], [[], []]);
  });

  it('fits a narrow terminal', () => {
    const out = output({ isTTY: true, columns: 20 });

    tell(progressLine('storages', out), [5], 1000);

    assert.equal(out.written[0], '\r\u001B[K5 of 10 storages');
  });
});
