import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import type { Tx } from '../../../subgraphs/kernel/database/store.js';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { openViewer, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { NewTask, TaskType } from '../../../subgraphs/kernel/tasks/contract.js';
import type { Tasks } from '../../../subgraphs/kernel/tasks/tasks.js';
import { cannotRun, engines, silentLog } from '../../support/engines.js';
import { createReadyDatabase } from '../../support/shared-postgres.js';
import { signal, TaskHouse, untilAborted, type Work } from './task-house.js';

/** A type that writes down what its hooks are told, in their transaction, and has a successor. */
function chained(tasks: Tasks, works: ReadonlyMap<string, Work>): TaskType {
  const note = (tx: Tx, guid: string, what: string): Promise<unknown> =>
    sql`insert into kernel.note (guid, what) values (${guid}, ${what})`.execute(tx.sql);
  return {
    name: 'compute.chained',
    subgraph: 'compute',
    meaning: 'Has a successor.',
    maxAttempts: 2,
    run: (run) =>
      works.get(String((run.input as { work?: string }).work))?.(run) ?? Promise.resolve(undefined),
    started: async (tx, started, place) => {
      for (const { task } of started) await note(tx, task.guid, `started ${task.state} at ${place}`);
    },
    ended: async (tx, ended) => {
      for (const { task, end, input } of ended) {
        await note(tx, task.guid, `ended ${end.state}${end.error ? ` ${end.error.code}` : ''}`);
        if (end.state === 'FINISHED' && 'next' in input)
          await tasks.create(tx, { type: 'compute.test', title: 'Next', input: {}, parentGuid: task.guid });
      }
    },
  };
}

async function houseWithHooks(house: TaskHouse, works: ReadonlyMap<string, Work>): Promise<TaskHouse> {
  await sql`create table if not exists kernel.note (seq serial, guid uuid not null, what text not null)`.execute(
    house.store.sql,
  );
  house.tasks.register(chained(house.tasks, works));
  return house;
}

for (const engine of engines) {
  describe(`the hooks of a type on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    const works = new Map<string, Work>();
    let house: TaskHouse;
    before(async () => {
      house = await houseWithHooks(await TaskHouse.open(engine), works);
      house.tasks.workAt('compute', 'here');
      await house.tasks.start({ work: true, concurrency: 3 });
    });
    after(() => house.close());

    const create = (
      work: Work,
      input: object = {},
      rest: Partial<NewTask> = {},
    ): Promise<{ guid: string }> => {
      const name = crypto.randomUUID();
      works.set(name, work);
      return house.create({
        type: 'compute.chained',
        title: 'Chained',
        input: { work: name, ...input },
        ...rest,
      });
    };
    const notes = async (guid: string): Promise<string[]> => {
      const { rows } = await sql<{
        what: string;
      }>`select what from kernel.note where guid = ${guid} order by seq`.execute(house.store.sql);
      return rows.map(({ what }) => what);
    };
    const started = 'started RUNNING at here';

    it('are told once of the start and the end, and no one sees the end without its successor', async () => {
      const { guid } = await create(() => Promise.resolve({}), { next: true });
      const head = await house.tasks.cursorNow();

      await house.ended(guid);

      const { rows } = await sql<{ guid: string; workflow: string }>`
        select guid, workflow from kernel.task where parent_guid = ${guid}`.execute(house.store.sql);
      assert.equal(rows.length, 1);
      assert.equal(rows[0]?.workflow, guid);
      assert.deepEqual(await notes(guid), [started, 'ended FINISHED']);
      const events = await house.events.log.read('core', 0, 10_000);
      const end = events.findIndex(
        ({ subject, payload }) => subject === guid && payload['state'] === 'FINISHED',
      );
      assert.equal(events[end + 1]?.subject, rows[0]?.guid);
      assert.ok(head);
    });

    it('are told of the final failure only, and not of another start', async () => {
      const { guid } = await create(() => Promise.reject(new Error('broken')));

      await house.ended(guid);

      assert.deepEqual(await notes(guid), [started, 'ended FAILED INTERNAL_SERVER_ERROR']);
    });

    it('are told when a task is cancelled while it waits, and when it is while it runs', async () => {
      const waiting = await create(() => Promise.resolve({}), {}, { windowStart: new Date('2099-01-01') });
      const runs = await create(untilAborted);
      await house.running(runs.guid);

      await house.tasks.cancel(waiting.guid, openViewer);
      await house.tasks.cancel(runs.guid, openViewer);
      await house.ended(runs.guid);

      assert.deepEqual(await notes(waiting.guid), ['ended CANCELLED']);
      assert.deepEqual(await notes(runs.guid), [started, 'ended CANCELLED']);
    });

    it('are told when the window passes and when processes died too often', async () => {
      const end = signal();
      const blockers = await Promise.all(
        [1, 2, 3].map(() => house.run(() => end.promise.then(() => undefined))),
      );
      for (const { guid } of blockers) await house.running(guid);
      const late = await create(() => Promise.resolve({}), {}, { windowEnd: new Date(Date.now() + 200) });
      const hopeless = await create(() => Promise.resolve({}));
      const marked = await create(() => Promise.resolve({}));
      await sql`update kernel.task set state = 'RUNNING', worker = 'dead', attempts = 20, lost = 19 where guid = ${hopeless.guid}`.execute(
        house.store.sql,
      );
      await house.ended(late.guid);
      await sql`update kernel.task set cancel_requested = true, state = 'RUNNING', worker = 'dead', attempts = 1 where guid = ${marked.guid}`.execute(
        house.store.sql,
      );

      end.fire();
      for (const { guid } of [hopeless, marked]) await house.ended(guid);

      assert.deepEqual(await notes(late.guid), ['ended FAILED WINDOW_PASSED']);
      assert.deepEqual(await notes(hopeless.guid), ['ended FAILED INTERNAL_SERVER_ERROR']);
      assert.deepEqual(await notes(marked.guid), ['ended CANCELLED']);
    });

    it('undo the end with their own fault, which is then tried again', async () => {
      await sql`create table kernel.refusal (guid uuid)`.execute(house.store.sql);
      await sql`create function kernel.refuse() returns trigger language plpgsql as $$ begin
        if exists (select from kernel.refusal r where r.guid = new.guid) and new.what like 'ended%' then raise 'refused'; end if; return new; end $$`.execute(
        house.store.sql,
      );
      await sql`create trigger refuse before insert on kernel.note for each row execute function kernel.refuse()`.execute(
        house.store.sql,
      );
      const end = signal();
      const { guid } = await create(() => end.promise.then(() => ({})), { next: true });
      await house.running(guid);
      await sql`insert into kernel.refusal values (${guid})`.execute(house.store.sql);

      end.fire();
      await house.ended((await house.run(undefined)).guid);
      const between = await house.tasks.get(guid);
      await sql`delete from kernel.refusal`.execute(house.store.sql);

      assert.equal(between?.state, 'RUNNING');
      assert.equal((await house.ended(guid)).state, 'FINISHED');
      assert.deepEqual(await notes(guid), [started, 'ended FINISHED']);
    });

    it('are told of every task that is removed while it waits', async () => {
      const ofTenant = (tenantId: string): Viewer => ({ ...openViewer, kind: 'account', tenantId });
      const far = { windowStart: new Date('2099-01-01'), tenantId: 'a' };
      const waiting = await create(() => Promise.resolve({}), {}, far);
      const runs = await create(untilAborted, {}, { tenantId: 'a' });
      await house.running(runs.guid);
      const over = await create(() => Promise.resolve({}), {}, { tenantId: 'a' });
      await house.ended(over.guid);
      const foreign = await create(() => Promise.resolve({}), {}, { ...far, tenantId: 'b' });
      const all = [waiting, runs, over, foreign].map(({ guid }) => guid);

      const answer = await house.tasks.remove([...all, 'no guid', crypto.randomUUID()], ofTenant('a'));

      assert.deepEqual(answer.done.toSorted(), [waiting.guid, over.guid].toSorted());
      assert.deepEqual(answer.told, [runs.guid]);
      assert.equal((await house.ended(runs.guid)).state, 'CANCELLED');
      assert.deepEqual(
        [...(await house.tasks.byGuids(openViewer, all)).keys()].toSorted(),
        [foreign.guid, runs.guid].toSorted(),
      );
      assert.deepEqual(await notes(waiting.guid), ['ended CANCELLED']);
      assert.deepEqual((await house.tasks.cancelAll(all, openViewer)).done, [foreign.guid]);
    });
  });
}

describe('the end of a task in a process that does not know its type', { skip: cannotRun('server') }, () => {
  it('is left to one that does, hooks and all', async (t) => {
    const url = await createReadyDatabase();
    const house = await houseWithHooks(
      await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog)),
      new Map(),
    );
    await house.tasks.start({ work: true });
    const stranger = await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog));
    t.after(() => Promise.all([house.close(), stranger.close()]));
    await stranger.tasks.start({ work: false });
    const windowStart = new Date('2099-01-01');
    const { guid } = await house.create({ type: 'compute.chained', title: 'Later', input: {}, windowStart });

    const answer = await stranger.tasks.cancel(guid, openViewer);

    assert.equal(answer.state, 'QUEUED');
    assert.equal((await stranger.ended(guid)).state, 'CANCELLED');
    const { rows } = await sql`select what from kernel.note`.execute(house.store.sql);
    assert.deepEqual(rows, [{ what: 'ended CANCELLED' }]);
    await assert.rejects(
      stranger.tasks.cancel(crypto.randomUUID(), openViewer),
      (error) => error instanceof Fault && error.code === 'NOT_FOUND',
    );
  });
});
