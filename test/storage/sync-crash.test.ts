import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { syncUnitKinds } from '../../subgraphs/storage/entities/sync-unit.js';
import { registerStorage } from '../../subgraphs/storage/services/register-storage.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { startChild, type Child } from '../support/child.js';
import { cannotRun, silentLog } from '../support/engines.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { waitFor } from '../support/wait-for.js';
import { StorageHouse } from './storage-house.js';

describe('a sync whose process is killed', { skip: cannotRun('server') }, () => {
  it(
    'goes on elsewhere behind the last unit written, and writes none twice',
    { timeout: 120_000 },
    async (t) => {
      const url = await createReadyDatabase();
      const secretsKey = randomBytes(32).toString('base64');
      const database = await Database.open({ url, poolSize: 4 }, silentLog);
      const house = await StorageHouse.openOn(await TaskHouse.openOn(database), { secretsKey, work: false });
      t.after(() => house.close());
      const victim = await startWorker(t, url, secretsKey);
      const { storage, sync } = await registerStorage(
        house.parts,
        house.registration({ volumes: '3000', pools: '5', delay: '0.4' }),
        openViewer,
      );
      const { uuid } = storage;
      await waitFor('the volumes', async () => (await house.units(uuid)).get('VOLUME')?.state === 'RUNNING');

      victim.kill('SIGKILL');
      await victim.exited;
      const during = await house.storage(uuid);
      await startWorker(t, url, secretsKey);
      const task = await house.kernel.ended(sync?.guid ?? '', 60_000);

      assert.equal(during.syncStatus, 'SYNCING');
      assert.deepEqual([task.state, task.attempts, task.result?.['failed']], ['FINISHED', 2, 0]);
      assert.equal((await house.storage(uuid)).syncStatus, 'SYNCED');
      assert.equal((await house.rows('volume', uuid)).length, 3000);
      const events = await house.kernel.events.log.read('storage', 0, 100_000);
      assert.deepEqual(
        events.filter((event) => event.kind === 'sync.unit').map(({ payload }) => payload['kind']),
        syncUnitKinds,
      );
    },
  );
});

async function startWorker(t: TestContext, url: string, secretsKey: string): Promise<Child> {
  const program = new URL('./sync-crash-worker.js', import.meta.url).pathname;
  const child = await startChild(t, process.execPath, [program], {
    env: { CRASH_DATABASE: url, CRASH_SECRETS: secretsKey },
  });
  await child.waitForLine(/^working/, 30_000);
  return child;
}
