import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines, silentLog } from '../../support/engines.js';
import { createReadyDatabase } from '../../support/shared-postgres.js';
import { waitFor } from '../../support/wait-for.js';
import { signal, TaskHouse } from './task-house.js';

for (const engine of engines) {
  describe(`tasks with one text on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    it('run one at a time, the others costing no worker, and each starts when the one before ends', async (t) => {
      const house = await TaskHouse.start(engine, { concurrency: 2 });
      t.after(() => house.close());
      const end = signal();
      const order: string[] = [];
      const named = (title: string, priority: number): Promise<{ guid: string }> =>
        house.run(() => Promise.resolve(void order.push(title)), { exclusive: 'vm-1', priority });
      const first = await house.run(() => end.promise.then(() => undefined), { exclusive: 'vm-1' });
      await house.running(first.guid);
      const waiting = [await named('low', 1), await named('middle', 50), await named('high', 99)];

      const others = await Promise.all([1, 2, 3].map(() => house.run()));
      for (const { guid } of others) assert.equal((await house.ended(guid)).state, 'FINISHED');

      assert.deepEqual(order, []);
      await waitFor('each to have found whom it waits for', async () => {
        const why = await house.tasks.waiting(waiting.map(({ guid }) => guid));
        return waiting.every(({ guid }) => why.get(guid)?.behind === first.guid);
      });
      end.fire();
      for (const { guid } of waiting) assert.equal((await house.ended(guid)).state, 'FINISHED');
      assert.deepEqual(order, ['high', 'middle', 'low']);
      assert.deepEqual(await house.pointers(), []);
    });

    it('go on when the one in front is cancelled, fails or passes its window', async (t) => {
      const house = await TaskHouse.start(engine, { concurrency: 2 });
      t.after(() => house.close());
      const end = signal();
      const holder = await house.run(() => end.promise.then(() => Promise.reject(new Error('broken'))), {
        exclusive: 'vm-2',
      });
      await house.running(holder.guid);
      const passing = await house.run(undefined, {
        exclusive: 'vm-2',
        priority: 90,
        windowEnd: new Date(Date.now() + 400),
      });
      const cancelled = await house.run(undefined, { exclusive: 'vm-2', priority: 80 });
      const last = await house.run(undefined, { exclusive: 'vm-2' });
      assert.equal((await house.tasks.cancel(cancelled.guid, openViewer)).state, 'CANCELLED');
      assert.equal((await house.ended(passing.guid)).error?.code, 'WINDOW_PASSED');

      end.fire();
      await house.tasks.cancel(holder.guid, openViewer).catch(() => undefined);

      assert.notEqual((await house.ended(holder.guid)).state, 'FINISHED');
      assert.equal((await house.ended(last.guid)).state, 'FINISHED');
    });

    it('do not wait for one whose window has not begun', async (t) => {
      const house = await TaskHouse.start(engine);
      t.after(() => house.close());
      await house.run(undefined, { exclusive: 'vm-3', windowStart: new Date(Date.now() + 3_600_000) });

      const { guid } = await house.run(undefined, { exclusive: 'vm-3' });

      assert.equal((await house.ended(guid)).state, 'FINISHED');
    });

    it('find their way back when no end has let them go on', async (t) => {
      const house = await TaskHouse.start(engine);
      t.after(() => house.close());
      const { guid } = await house.run(undefined, {
        exclusive: 'vm-4',
        windowStart: new Date(Date.now() + 200),
      });
      await sql`update kernel.task set parked = true where guid = ${guid}`.execute(house.store.sql);
      await sql`delete from pgboss.job where id = ${guid}`.execute(house.store.sql);

      assert.equal((await house.ended(guid, 15_000)).state, 'FINISHED');
    });
  });
}

describe('tasks with few texts in several processes', { skip: cannotRun('server') }, () => {
  it('never run two of one text at a time and all end', async (t) => {
    const url = await createReadyDatabase();
    const running = new Map<string, number>();
    let most = 0;
    const houses: TaskHouse[] = [];
    for (let i = 0; i < 3; i++) {
      const house = await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog));
      t.after(() => house.close());
      house.tasks.register({
        name: 'compute.exclusive',
        subgraph: 'compute',
        meaning: 'Holds its text for a moment.',
        maxAttempts: 1,
        run: async (run) => {
          const { text } = run.input as { text: string };
          const now = (running.get(text) ?? 0) + 1;
          running.set(text, now);
          most = Math.max(most, now);
          await delay(Math.random() * 10);
          running.set(text, now - 1);
          return undefined;
        },
      });
      houses.push(house);
    }
    for (const house of houses) await house.tasks.start({ work: true, concurrency: 6 });
    const [creator] = houses;
    if (!creator) throw new Error('There is no house.');
    const wishes = Array.from({ length: 150 }, (_, i) => {
      const text = `vm-${i % 7}`;
      return { type: 'compute.exclusive', title: text, input: { text }, exclusive: text };
    });

    const made = await creator.store.transaction((tx) => creator.tasks.createAll(tx, wishes));
    for (const { task } of made) assert.equal((await creator.ended(task.guid, 30_000)).state, 'FINISHED');

    assert.equal(most, 1);
  });
});
