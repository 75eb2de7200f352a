import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { withFolderLock } from '../../subgraphs/backup/drivers/folder-lock.js';
import { startChild } from '../support/child.js';
import { temporaryFolder } from './disk-fixture.js';

describe('the lock of a folder', () => {
  it('is held by one at a time, also when many find it left by a dead process', async (t) => {
    const folder = await temporaryFolder({ after: (work) => t.after(work) });
    const path = join(folder, 'lock');
    const child = await startChild(t, process.execPath, ['-e', '']);
    await child.exited;
    let [holding, most, done] = [0, 0, 0];

    for (let round = 0; round < 20; round++) {
      await writeFile(path, `${child.pid} 1 gone`);
      await Promise.all(
        Array.from({ length: 10 }, () =>
          withFolderLock(path, async () => {
            most = Math.max(most, ++holding);
            await turn();
            holding--;
            done++;
          }),
        ),
      );
    }

    assert.deepEqual([most, done], [1, 200]);
    assert.deepEqual(await readdir(folder), []);
  });

  it('is taken over from a process whose number another has by now, this one too', async (t) => {
    const path = join(await temporaryFolder({ after: (work) => t.after(work) }), 'lock');

    for (const left of [`${process.pid} 1 another`, `${process.ppid} 1 another`]) {
      await writeFile(path, left);
      assert.equal(await withFolderLock(path, () => Promise.resolve('held')), 'held');
    }
  });

  it('waits for a process that lives', async (t) => {
    const path = join(await temporaryFolder({ after: (work) => t.after(work) }), 'lock');
    const order: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();

    const first = withFolderLock(path, async () => {
      await promise;
      order.push('first');
    });
    const second = withFolderLock(path, async () => void order.push('second'));
    resolve();
    await Promise.all([first, second]);

    assert.deepEqual(order, ['first', 'second']);
  });
});
