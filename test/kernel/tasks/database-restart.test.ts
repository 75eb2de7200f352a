import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import { cannotRun, silentLog } from '../../support/engines.js';
import { startPostgres } from '../../support/postgres.js';
import { waitFor } from '../../support/wait-for.js';
import { TaskHouse } from './task-house.js';

describe('a database server that crashes under running tasks', { skip: cannotRun('server') }, () => {
  it('loses no task, and the same processes go on when it is back', { timeout: 90_000 }, async (t) => {
    const postgres = await startPostgres();
    t.after(() => postgres.stop());
    const url = await postgres.createDatabase();
    const house = await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog));
    t.after(() => house.close());
    await house.tasks.start({ work: true });
    const wishes = Array.from({ length: 40 }, () =>
      house.wish(async (run) => {
        await delay(200, undefined, { signal: run.signal });
        return { attempt: run.attempt };
      }),
    );
    const guids = await house.store.transaction(async (tx) => {
      const created: string[] = [];
      for (const wish of wishes) created.push((await house.tasks.create(tx, wish)).guid);
      return created;
    });
    await house.running(guids[0] ?? '');

    await postgres.restart('immediate');

    const states = await waitFor(
      'all tasks to end',
      async () => {
        const tasks = await Promise.all(guids.map((guid) => house.tasks.get(guid)));
        return tasks.every((task) => task?.finishedAt) ? tasks.map((task) => task?.state) : undefined;
      },
      { withinMs: 60_000, everyMs: 250 },
    );
    assert.deepEqual(new Set(states), new Set(['FINISHED']));
  });
});
