import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { cannotRun, engines } from '../../support/engines.js';
import { signal, TaskHouse } from './task-house.js';

for (const engine of engines) {
  describe(`the running of tasks on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: TaskHouse;
    before(async () => {
      house = await TaskHouse.start(engine, { concurrency: 1 });
    });
    after(() => house.close());

    it('goes from its creation over steps to its result, each told once', async () => {
      const { guid } = await house.run(async (run) => {
        await run.step('asked');
        await run.step('accepted');
        return { node: 7 };
      });

      const task = await house.ended(guid);

      assert.partialDeepStrictEqual(task, {
        state: 'FINISHED',
        step: 'accepted',
        result: { node: 7 },
        progress: 100,
        attempts: 1,
        error: null,
      });
      assert.ok(task.startedAt && task.finishedAt && task.startedAt <= task.finishedAt);
      const events = await house.eventsOf(guid);
      assert.deepEqual(
        events.map(({ kind, payload }) => [kind, payload['state'], payload['step']]),
        [
          ['task.created', 'QUEUED', null],
          ['task.state', 'RUNNING', null],
          ['task.step', 'RUNNING', 'asked'],
          ['task.step', 'RUNNING', 'accepted'],
          ['task.state', 'FINISHED', 'accepted'],
        ],
      );
      assert.deepEqual(await house.pointers(), []);
    });

    it('tells progress four times a second at most, never falling, and keeps the last', async () => {
      const started = performance.now();
      const { guid } = await house.run(async (run) => {
        for (let done = 1; done <= 60; done++) {
          await run.progress({ done: done === 40 ? 3 : done, total: 100, rate: 50 });
          await delay(10);
        }
        throw new Fault('BAD_USER_INPUT', 'Enough.');
      });

      const task = await house.ended(guid);

      const seconds = (performance.now() - started) / 1000;
      const told = (await house.eventsOf(guid))
        .filter(({ kind }) => kind === 'task.progress')
        .map(({ payload }) => Number(payload['progress']));
      assert.ok(
        told.length >= 2 && told.length <= Math.ceil(seconds * 4) + 1,
        `${told.length} in ${seconds} s`,
      );
      assert.deepEqual(
        told,
        told.toSorted((a, b) => a - b),
      );
      assert.partialDeepStrictEqual(task, { progress: 60, unitsDone: 60, unitsTotal: 100, rate: 50 });
    });

    it('writes the newest progress when its time has come, though no more is reported', async () => {
      const end = signal();
      const { guid } = await house.run(async (run) => {
        for (const done of [1, 2, 3]) await run.progress({ done, total: 4 });
        await end.promise;
        return undefined;
      });

      const task = await house.tasks.waitFor(guid, ({ unitsDone }) => unitsDone === 3, 5000);

      end.fire();
      assert.equal(task.progress, 75);
      assert.equal((await house.ended(guid)).state, 'FINISHED');
    });

    it('takes the highest priority first and among equals the oldest', async () => {
      const end = signal();
      const order: string[] = [];
      const first = await house.run(() => end.promise.then(() => undefined));
      await house.running(first.guid);
      const guids: string[] = [];
      for (const [title, priority] of [
        ['low', 10],
        ['high 1', 90],
        ['middle', 50],
        ['high 2', 90],
      ] as const) {
        const work = (): Promise<undefined> => Promise.resolve(void order.push(title));
        guids.push((await house.run(work, { priority })).guid);
      }

      end.fire();
      for (const guid of guids) await house.ended(guid);

      assert.deepEqual(order, ['high 1', 'high 2', 'middle', 'low']);
    });

    it('tries again after a fault nobody foresaw, with what was saved', async () => {
      const seen: unknown[] = [];
      const { guid } = await house.run(async (run) => {
        seen.push([run.attempt, run.checkpoint]);
        if (run.attempt === 3) return { done: true };
        await run.transaction(house.store, (tx) => run.save(tx, { reached: run.attempt }));
        throw new Error('secret detail');
      });

      const task = await house.ended(guid);

      assert.deepEqual(seen, [
        [1, undefined],
        [2, { reached: 1 }],
        [3, { reached: 2 }],
      ]);
      assert.partialDeepStrictEqual(task, {
        state: 'FINISHED',
        attempts: 3,
        error: null,
        result: { done: true },
      });
      const states = (await house.eventsOf(guid)).map(({ payload }) => payload['state']);
      assert.deepEqual(states, ['QUEUED', ...Array.from({ length: 5 }, () => 'RUNNING'), 'FINISHED']);
    });

    it('fails for good when its attempts are used up, and keeps what must stay inside', async () => {
      const unforeseen = await house.run(() => Promise.reject(new Error('secret detail')));
      const farSide = await house.run(() => Promise.reject(new Fault('BACKEND_ERROR', 'The cloud is gone.')));

      const first = await house.ended(unforeseen.guid);
      const second = await house.ended(farSide.guid);

      assert.partialDeepStrictEqual(first, {
        state: 'FAILED',
        attempts: 3,
        error: { code: 'INTERNAL_SERVER_ERROR', message: 'An internal error occurred.' },
      });
      assert.partialDeepStrictEqual(second, {
        state: 'FAILED',
        attempts: 3,
        error: { code: 'BACKEND_ERROR', message: 'The cloud is gone.' },
      });
    });

    it('fails at once on any other fault', async () => {
      const { guid } = await house.run(() => Promise.reject(new Fault('NOT_FOUND', 'There is no image 9.')));

      const task = await house.ended(guid);

      assert.partialDeepStrictEqual(task, {
        state: 'FAILED',
        attempts: 1,
        error: { code: 'NOT_FOUND', message: 'There is no image 9.' },
      });
    });

    it('counts a result that is no JSON as a failure', async () => {
      const { guid } = await house.run(() => Promise.resolve({ big: 1n }));

      const task = await house.ended(guid);

      assert.equal(task.state, 'FAILED');
    });

    it('is not started before its window', async () => {
      const windowStart = new Date(Date.now() + 1200);
      const { guid } = await house.run(undefined, { windowStart });

      const task = await house.ended(guid);

      assert.ok(
        task.startedAt && task.startedAt >= windowStart,
        `${task.startedAt?.toISOString()} is before the window`,
      );
    });

    it('fails when its window passes while every worker is busy', async () => {
      const end = signal();
      const blocker = await house.run(() => end.promise.then(() => undefined));
      await house.running(blocker.guid);
      let ran = false;
      const work = (): Promise<undefined> => Promise.resolve(void (ran = true));
      const { guid } = await house.run(work, { windowEnd: new Date(Date.now() + 300) });

      const task = await house.ended(guid);

      end.fire();
      await house.ended(blocker.guid);
      assert.partialDeepStrictEqual(task, {
        state: 'FAILED',
        startedAt: null,
        attempts: 0,
        error: { code: 'WINDOW_PASSED' },
      });
      assert.equal(ran, false);
    });

    it('ends a task whose processes died twenty times', async () => {
      const end = signal();
      const blocker = await house.run(() => end.promise.then(() => undefined));
      await house.running(blocker.guid);
      const { guid } = await house.run();
      await sql`update kernel.task set state = 'RUNNING', worker = 'dead', attempts = 20, lost = 19, started_at = now() where guid = ${guid}`.execute(
        house.store.sql,
      );

      end.fire();
      const task = await house.ended(guid);

      assert.equal(task.state, 'FAILED');
      assert.match(task.error?.message ?? '', /died 20 times/);
    });

    it('gives a task that has come far enough, or ended, to who waits for it', async () => {
      const end = signal();
      const { guid } = await house.run(async (run) => {
        await run.step('accepted');
        await end.promise;
        return undefined;
      });

      const accepted = await house.tasks.waitFor(guid, ({ step }) => step === 'accepted', 5000);

      assert.equal(accepted.state, 'RUNNING');
      await assert.rejects(
        house.tasks.waitFor(guid, () => false, 50),
        (error) => error instanceof Fault && error.code === 'SUBGRAPH_TIMEOUT',
      );
      end.fire();
      assert.equal((await house.tasks.waitFor(guid, () => false, 5000)).state, 'FINISHED');
      await assert.rejects(
        house.tasks.waitFor(crypto.randomUUID(), () => true, 50),
        (error) => error instanceof Fault && error.code === 'NOT_FOUND',
      );
    });
  });
}
