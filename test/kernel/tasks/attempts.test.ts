import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { ClaimLost } from '../../../subgraphs/kernel/tasks/abort-reasons.js';
import type { TaskRun } from '../../../subgraphs/kernel/tasks/contract.js';
import { cannotRun, engines, openTestDatabase } from '../../support/engines.js';
import { signal, TaskHouse, untilAborted } from './task-house.js';

/** All a zombie may try to write. */
const writes: Readonly<Record<string, (run: TaskRun, house: TaskHouse) => Promise<unknown>>> = {
  step: (run) => run.step('late'),
  progress: (run) => run.progress({ done: 99, total: 100 }),
  transaction: (run, house) =>
    run.transaction(house.store, (tx) =>
      sql`insert into kernel.event_head values ('zombie', 0, 0)`.execute(tx.sql),
    ),
  save: (run, house) => house.store.transaction((tx) => run.save(tx, { late: true })),
};

for (const engine of engines) {
  describe(`an attempt at a task on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: TaskHouse;
    before(async () => {
      house = await TaskHouse.start(engine);
    });
    after(() => house.close());

    for (const [what, write] of Object.entries(writes)) {
      it(`cannot write by ${what} once another has taken over`, async () => {
        const taken = signal();
        const over = signal();
        let refusal: unknown;
        const { guid } = await house.run(async (run) => {
          await taken.promise;
          refusal = await write(run, house).catch((error: unknown) => error);
          over.fire();
          return { zombie: true };
        });
        await house.running(guid);
        await house.takeOver(guid);

        taken.fire();
        await over.promise;

        assert.ok(refusal instanceof ClaimLost, String(refusal));
        const task = await house.tasks.get(guid);
        assert.partialDeepStrictEqual(task, { state: 'RUNNING', step: null, progress: 0, result: null });
        const { rows } = await sql`select 1 from kernel.event_head where subgraph = 'zombie'`.execute(
          house.store.sql,
        );
        assert.deepEqual(rows, []);
      });
    }

    it('cannot end a task another has taken over', async () => {
      const taken = signal();
      const { guid } = await house.run(() => taken.promise.then(() => ({ zombie: true })));
      await house.running(guid);
      await house.takeOver(guid);

      taken.fire();
      const drained = await house.run(undefined, { priority: 0 });
      await house.ended(drained.guid);

      assert.partialDeepStrictEqual(await house.tasks.get(guid), { state: 'RUNNING', result: null });
    });

    it('holds off another attempt while its transaction is open', async () => {
      const inside = signal();
      const { guid } = await house.run((run) =>
        run.transaction(house.store, async (tx) => {
          inside.fire();
          await sql`select pg_sleep(0.2)`.execute(tx.sql);
          await run.save(tx, { whole: true });
          return { saved: true };
        }),
      );
      await inside.promise;

      await house.takeOver(guid);

      const { rows } = await sql<{
        checkpoint: unknown;
      }>`select checkpoint from kernel.task where guid = ${guid}`.execute(house.store.sql);
      assert.deepEqual(rows, [{ checkpoint: { whole: true } }]);
    });

    it('is told when its claim has run out, and another begins', async () => {
      const reasons: unknown[] = [];
      const { guid } = await house.run(async (run) => {
        if (run.attempt === 2) return { second: true };
        return untilAborted(run).catch((error: unknown) => {
          reasons.push(error);
          throw error;
        });
      });
      await house.running(guid);

      await sql`update pgboss.job set heartbeat_seconds = 0 where id = ${guid}`.execute(house.store.sql);
      const task = await house.ended(guid, 15_000);

      assert.partialDeepStrictEqual(task, { state: 'FINISHED', attempts: 2, result: { second: true } });
      assert.ok(reasons[0] instanceof ClaimLost);
      const { rows } = await sql`select lost, failures from kernel.task where guid = ${guid}`.execute(
        house.store.sql,
      );
      assert.deepEqual(rows, [{ lost: 1, failures: 0 }]);
    });
  });

  describe(`a worker that stops on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    it('hands its tasks back, and that counts as no failure', async (t) => {
      const database = await openTestDatabase(engine);
      const first = await TaskHouse.openOn(database, { stopDeadlineMs: 100 });
      t.after(() => first.closeParts());
      await first.tasks.start({ work: true });
      const stubborn = signal();
      const yielding = await first.run((run) =>
        run.attempt === 1 ? untilAborted(run) : Promise.resolve({ attempt: run.attempt }),
      );
      const staying = await first.run(async (run) => {
        if (run.attempt === 1) await stubborn.promise;
        return { attempt: run.attempt };
      });
      for (const { guid } of [yielding, staying]) await first.running(guid);

      await first.tasks.stop();
      const { rows } = await sql`select state, worker, failures, lost from kernel.task`.execute(
        first.store.sql,
      );
      stubborn.fire();

      assert.deepEqual(
        rows,
        Array.from({ length: 2 }, () => ({ state: 'RUNNING', worker: null, failures: 0, lost: 0 })),
      );
      assert.deepEqual((await first.pointers()).toSorted(), [yielding.guid, staying.guid].toSorted());
      const second = first.again();
      await second.start({ work: true });
      for (const { guid } of [yielding, staying]) {
        assert.partialDeepStrictEqual(await first.ended(guid), {
          state: 'FINISHED',
          attempts: 2,
          result: { attempt: 2 },
        });
      }
      await second.stop();
    });
  });
}

describe('the start on the embedded database', () => {
  it('goes on at once with what a dead process held', async (t) => {
    const house = await TaskHouse.start('embedded', { work: false });
    t.after(() => house.closeParts());
    const { guid } = await house.run(() => Promise.resolve({ resumed: true }));
    await sql`update kernel.task set state = 'RUNNING', worker = 'dead', attempts = 1, started_at = now() where guid = ${guid}`.execute(
      house.store.sql,
    );
    await sql`update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now() where id = ${guid}`.execute(
      house.store.sql,
    );
    await house.tasks.stop();

    const next = house.again();
    t.after(() => next.stop());
    await next.start({ work: true });

    assert.partialDeepStrictEqual(await house.ended(guid, 3000), {
      state: 'FINISHED',
      attempts: 2,
      result: { resumed: true },
    });
  });
});
