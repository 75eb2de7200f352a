import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { TaskRun } from '../../../subgraphs/kernel/tasks/contract.js';
import type { Tasks } from '../../../subgraphs/kernel/tasks/tasks.js';
import { cannotRun, engines, silentLog } from '../../support/engines.js';
import { createReadyDatabase } from '../../support/shared-postgres.js';
import { signal, TaskHouse, untilAborted } from './task-house.js';

/** A type that goes through a lane of its own. */
function slow(tasks: Tasks, run: (run: TaskRun) => Promise<undefined>): void {
  tasks.register({
    name: 'compute.slow',
    subgraph: 'compute',
    lane: 'compute.slow',
    meaning: 'Takes its time.',
    maxAttempts: 1,
    run,
  });
}

for (const engine of engines) {
  describe(`lanes on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    it('have a number of workers of their own', async (t) => {
      const house = await TaskHouse.open(engine);
      t.after(() => house.close());
      const end = signal();
      slow(house.tasks, () => end.promise.then(() => undefined));
      house.tasks.workAtOnce('compute.slow', 2);
      await house.tasks.start({ work: true, concurrency: 1 });
      const wish = { type: 'compute.slow', title: 'Slow', input: {} };
      const slowOnes = await house.store.transaction((tx) => house.tasks.createAll(tx, [wish, wish, wish]));
      for (const { task } of slowOnes.slice(0, 2)) await house.running(task.guid);

      const quick = await house.ended((await house.run()).guid);

      const states = await house.tasks.byGuids(
        openViewer,
        slowOnes.map(({ task }) => task.guid),
      );
      assert.equal(quick.state, 'FINISHED');
      assert.deepEqual([...states.values()].map(({ state }) => state).toSorted(), [
        'QUEUED',
        'RUNNING',
        'RUNNING',
      ]);
      end.fire();
      for (const { task } of slowOnes) assert.equal((await house.ended(task.guid)).state, 'FINISHED');
    });

    it('give the earlier window first among equal priorities, then the earlier creation', async (t) => {
      const house = await TaskHouse.start(engine, { concurrency: 1 });
      t.after(() => house.close());
      const end = signal();
      const order: string[] = [];
      const blocker = await house.run(() => end.promise.then(() => undefined));
      await house.running(blocker.guid);
      const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
      const windows: readonly (readonly [title: string, windowStart: Date | undefined, priority: number])[] =
        [
          ['no window', undefined, 50],
          ['late 1', ago(5), 50],
          ['early', ago(60), 50],
          ['late 2', undefined, 50],
          ['urgent', ago(1), 51],
        ];
      const guids: string[] = [];
      for (const [title, windowStart, priority] of windows) {
        const work = (): Promise<undefined> => Promise.resolve(void order.push(title));
        guids.push((await house.run(work, { priority, ...(windowStart && { windowStart }) })).guid);
      }

      end.fire();
      for (const guid of guids) await house.ended(guid);

      assert.deepEqual(order, ['urgent', 'early', 'late 1', 'no window', 'late 2']);
    });

    it('let what a dead process had begun go on before what waits', async (t) => {
      const house = await TaskHouse.start(engine, { concurrency: 1 });
      t.after(() => house.close());
      const order: string[] = [];
      const early = { windowStart: new Date(Date.now() - 60_000) };
      const begun = await house.run(async (run) => {
        if (run.attempt === 1) return untilAborted(run);
        return Promise.resolve(void order.push('begun'));
      });
      await house.running(begun.guid);
      const waiting = await house.run(() => Promise.resolve(void order.push('waiting')), early);

      await sql`update pgboss.job set state = 'retry', retry_count = retry_count + 1 where id = ${begun.guid}`.execute(
        house.store.sql,
      );
      await sql`update kernel.task set attempts = attempts + 1 where guid = ${begun.guid}`.execute(
        house.store.sql,
      );
      for (const { guid } of [begun, waiting]) await house.ended(guid);

      assert.deepEqual(order, ['begun', 'waiting']);
    });

    it('create many tasks in their order, each with its event and its pointer', async (t) => {
      const house = await TaskHouse.start(engine, { work: false });
      t.after(() => house.close());
      const wishes = Array.from({ length: 1200 }, (_, i) =>
        house.wish(undefined, {
          title: String(i),
          about: [{ kind: 'Cloud', id: String(i % 3) }],
          ...(i < 2 && { idempotencyKey: 'same' }),
        }),
      );

      const made = await house.store.transaction((tx) => house.tasks.createAll(tx, wishes));

      assert.deepEqual(
        made.map(({ task }) => task.title),
        wishes.map((_, i) => (i === 1 ? '0' : String(i))),
      );
      assert.deepEqual(made.filter(({ created }) => !created).length, 1);
      assert.equal((await house.pointers()).length, 1199);
      assert.equal((await house.events.log.read('core', 0, 10_000)).length, 1199);
      const { rows } = await sql`select count(*)::int as about from kernel.task_about`.execute(
        house.store.sql,
      );
      assert.deepEqual(rows, [{ about: 1199 }]);
    });

    it('refuse a lane of another subgraph and a place that cannot be one', async (t) => {
      const house = await TaskHouse.open(engine);
      t.after(() => house.close());
      const type = { name: 'compute.x', subgraph: 'compute', meaning: 'None.', maxAttempts: 1 };
      const run = (): Promise<undefined> => Promise.resolve(undefined);

      assert.throws(
        () => house.tasks.register({ ...type, run, lane: 'storage' }),
        /must begin with "compute\."/,
      );
      assert.throws(() => house.tasks.workAt('compute', 'a b'), /cannot be the name of a place/);
      await house.tasks.start({ work: false });
      await assert.rejects(
        house.run(undefined, { place: 'a/b' }),
        (error) => error instanceof Fault && error.code === 'BAD_USER_INPUT',
      );
    });
  });
}

describe('a place', { skip: cannotRun('server') }, () => {
  it('gets the tasks that must run there, also from a process that started before it, and shares the others', async (t) => {
    const url = await createReadyDatabase();
    const open = async (place?: string): Promise<TaskHouse> => {
      const house = await TaskHouse.openOn(await Database.open({ url, poolSize: 3 }, silentLog));
      t.after(() => house.close());
      house.tasks.register({
        name: 'compute.where',
        subgraph: 'compute',
        meaning: 'Tells where it runs.',
        maxAttempts: 1,
        run: (run) => Promise.resolve({ place: run.place ?? null }),
      });
      if (place !== undefined) house.tasks.workAt('compute', place);
      return house;
    };
    const creator = await open();
    await creator.tasks.start({ work: false });
    const north = await open('north');
    await north.tasks.start({ work: true });
    const south = await open('south');
    await south.tasks.start({ work: true });
    const create = (place?: string): Promise<string> =>
      creator.store.transaction(async (tx) => {
        const wish = {
          type: 'compute.where',
          title: 'Where?',
          input: {},
          ...(place !== undefined && { place }),
        };
        return (await creator.tasks.create(tx, wish)).guid;
      });

    const guids = await Promise.all(['south', 'north', 'south', 'north', 'north'].map(create));
    const anywhere = await create();

    const places = await Promise.all(
      guids.map(async (guid) => (await creator.ended(guid)).result?.['place']),
    );
    assert.deepEqual(places, ['south', 'north', 'south', 'north', 'north']);
    assert.ok(['north', 'south'].includes(String((await creator.ended(anywhere)).result?.['place'])));
  });

  it('that is away keeps its tasks waiting', async (t) => {
    const url = await createReadyDatabase();
    const house = await TaskHouse.openOn(await Database.open({ url, poolSize: 3 }, silentLog));
    t.after(() => house.closeParts());
    house.tasks.workAt('compute', 'far');
    await house.tasks.start({ work: true });
    await house.tasks.stop();
    const other = house.again();
    await other.start({ work: true });
    t.after(() => other.stop());
    const placed = await house.store.transaction((tx) =>
      other.create(tx, house.wish(undefined, { place: 'far' })),
    );
    const free = await house.store.transaction((tx) => other.create(tx, house.wish()));

    await house.ended(free.guid);

    assert.equal((await other.get(placed.guid))?.state, 'QUEUED');
    assert.partialDeepStrictEqual((await other.waiting([placed.guid])).get(placed.guid), {
      place: 'far',
      beforeWindow: false,
      behind: null,
      ahead: 0,
    });
  });
});
