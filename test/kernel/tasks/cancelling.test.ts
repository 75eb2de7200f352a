import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { openViewer, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines, silentLog } from '../../support/engines.js';
import { createReadyDatabase } from '../../support/shared-postgres.js';
import { signal, TaskHouse, untilAborted } from './task-house.js';

const ofTenant = (tenantId: string): Viewer => ({
  ...openViewer,
  kind: 'account',
  tenantId,
  role: 'operator',
});

for (const engine of engines) {
  describe(`the cancelling of tasks on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: TaskHouse;
    before(async () => {
      house = await TaskHouse.start(engine, { concurrency: 2 }, { firstRestMs: 60_000 });
    });
    after(() => house.close());

    it('ends a queued task at once and takes it out of the queue', async () => {
      const { guid } = await house.run(undefined, { windowStart: new Date('2099-01-01') });

      const task = await house.tasks.cancel(guid, openViewer);

      assert.equal(task.state, 'CANCELLED');
      assert.ok(task.finishedAt);
      assert.deepEqual(
        (await house.eventsOf(guid)).map(({ kind, payload }) => [kind, payload['state']]),
        [
          ['task.created', 'QUEUED'],
          ['task.state', 'CANCELLED'],
        ],
      );
      assert.equal((await house.pointers()).includes(guid), false);
    });

    it('tells a running task, which then ends cancelled', async () => {
      const { guid } = await house.run(untilAborted);
      await house.running(guid);

      const answer = await house.tasks.cancel(guid, openViewer);
      const task = await house.ended(guid);

      assert.equal(answer.state, 'RUNNING');
      assert.partialDeepStrictEqual(task, { state: 'CANCELLED', error: null, attempts: 1 });
    });

    it('counts work that ended all the same as finished', async () => {
      const { guid } = await house.run(
        (run) =>
          new Promise((resolve) => run.signal.addEventListener('abort', () => resolve({ done: true }))),
      );
      await house.running(guid);

      await house.tasks.cancel(guid, openViewer);
      const task = await house.ended(guid);

      assert.partialDeepStrictEqual(task, { state: 'FINISHED', result: { done: true } });
    });

    it('ends a task that rests between two attempts at once', async () => {
      const { guid } = await house.run(() => Promise.reject(new Fault('BACKEND_ERROR', 'Not now.')));
      const resting = await house.tasks.waitFor(guid, ({ error }) => error !== null, 5000);

      const task = await house.tasks.cancel(guid, openViewer);

      assert.partialDeepStrictEqual(resting, {
        state: 'RUNNING',
        error: { code: 'BACKEND_ERROR', message: 'Not now.' },
      });
      assert.equal(task.state, 'CANCELLED');
      assert.equal((await house.pointers()).includes(guid), false);
    });

    it('cancels a failing attempt instead of trying again', async () => {
      const go = signal();
      const { guid } = await house.run(() => go.promise.then(() => Promise.reject(new Error('broken'))));
      await house.running(guid);

      await house.tasks.cancel(guid, openViewer);
      go.fire();

      assert.partialDeepStrictEqual(await house.ended(guid), { state: 'CANCELLED', attempts: 1 });
    });

    it('leaves a cancelled task as it is and refuses one that ended otherwise', async () => {
      const cancelled = await house.run(undefined, { windowStart: new Date('2099-01-01') });
      const finished = await house.run();
      await house.tasks.cancel(cancelled.guid, openViewer);
      await house.ended(finished.guid);

      assert.equal((await house.tasks.cancel(cancelled.guid, openViewer)).state, 'CANCELLED');
      await assert.rejects(
        house.tasks.cancel(finished.guid, openViewer),
        (error) => error instanceof Fault && error.code === 'CONFLICT',
      );
      assert.equal((await house.eventsOf(cancelled.guid)).length, 2);
    });

    it('knows no task of another tenant', async () => {
      const { guid } = await house.run(undefined, { tenantId: 'a', windowStart: new Date('2099-01-01') });

      for (const unknown of [guid, crypto.randomUUID(), 'no guid']) {
        await assert.rejects(
          house.tasks.cancel(unknown, ofTenant('b')),
          (error) => error instanceof Fault && error.code === 'NOT_FOUND',
        );
      }
      assert.equal((await house.tasks.cancel(guid, ofTenant('a'))).state, 'CANCELLED');
    });
  });
}

describe('cancelling from another process', { skip: cannotRun('server') }, () => {
  it('reaches the process that works', async (t) => {
    const url = await createReadyDatabase();
    const worker = await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog));
    const other = await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog));
    t.after(() => Promise.all([worker.close(), other.close()]));
    await worker.tasks.start({ work: true });
    await other.tasks.start({ work: false });
    const { guid } = await worker.run(untilAborted);
    await other.running(guid);

    await other.tasks.cancel(guid, openViewer);

    assert.equal((await other.ended(guid)).state, 'CANCELLED');
  });
});
