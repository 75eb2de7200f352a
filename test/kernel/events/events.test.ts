import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../../subgraphs/kernel/database/database.js';
import { Hints } from '../../../subgraphs/kernel/database/hints.js';
import { Migration0001Events } from '../../../subgraphs/kernel/database/migrations/0001-events.js';
import type { Store } from '../../../subgraphs/kernel/database/store.js';
import type { LoggedEvent } from '../../../subgraphs/kernel/events/event.js';
import { EventFollower } from '../../../subgraphs/kernel/events/event-follower.js';
import { Events } from '../../../subgraphs/kernel/events/events.js';
import { cannotRun, engines, openTestDatabase, silentLog } from '../../support/engines.js';
import { waitFor } from '../../support/wait-for.js';

const day = 86_400_000;

for (const kind of engines) {
  describe(`the event log on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let database: Database;
    let store: Store;
    let hints: Hints;
    let events: Events;

    before(async () => {
      database = await openTestDatabase(kind);
      store = await database.store({ schema: 'kernel', entities: [], migrations: [Migration0001Events] });
      await database.migrate();
      hints = new Hints(database.engine, silentLog);
      await hints.start();
      events = new Events(store, hints, silentLog, day);
    });
    after(async () => {
      await events.stop();
      await hints.stop();
      await database.close();
    });

    async function emit(
      subgraph: string,
      subjects: readonly string[],
      eventKind = 'thing.changed',
    ): Promise<void> {
      await store.transaction((tx) => {
        for (const subject of subjects)
          events.emit(tx, { subgraph, kind: eventKind, subject, tenantId: null, payload: { subject } });
        return Promise.resolve();
      });
    }

    async function take(stream: AsyncIterator<LoggedEvent>, count: number): Promise<LoggedEvent[]> {
      const taken: LoggedEvent[] = [];
      while (taken.length < count) {
        const { value, done } = await stream.next();
        if (done) break;
        taken.push(value as LoggedEvent);
      }
      return taken;
    }

    test('numbers the events of each subgraph by one in the order of the commits', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => emit('numbered', [`s${i}`, `t${i}`])));

      const read = await events.log.read('numbered', 0, 100);

      assert.deepEqual(
        read.map((event) => event.seq),
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
    });

    test('writes no event when the transaction rolls back', async () => {
      const failing = store.transaction((tx) => {
        events.emit(tx, { subgraph: 'rolled', kind: 'x', subject: 'x', tenantId: null, payload: {} });
        throw new Error('no');
      });

      await assert.rejects(failing);
      assert.deepEqual(await events.log.range('rolled'), { floor: 0, head: 0 });
    });

    test('a stream gives the past and then what happens, none twice', async () => {
      await emit('joined', ['a', 'b', 'c']);
      const stream = await events.stream('joined', 1, () => true);

      const past = await take(stream, 2);
      const [pending] = [stream.next()];
      await emit('joined', ['d']);
      const live = await pending;

      assert.deepEqual(
        past.map((event) => event.subject),
        ['b', 'c'],
      );
      assert.equal(live?.value?.subject, 'd');
      await stream.return();
    });

    test('many writers and a reader that joins in the middle lose nothing', async () => {
      const writers = Array.from({ length: 30 }, (_, i) => emit('crowd', [`w${i}`]));
      const stream = await events.stream('crowd', 0, () => true);

      const seen = await take(stream, 30);
      await Promise.all(writers);

      assert.deepEqual(
        seen.map((event) => event.seq),
        Array.from({ length: 30 }, (_, i) => i + 1),
      );
      await stream.return();
    });

    test('a reader too slow for its queue still gets every state in order, and only the newest progress', async () => {
      await emit('slow', ['start']);
      const stream = await events.stream('slow', 0, () => true);
      await take(stream, 1);
      const first = stream.next();
      await emit('slow', ['a'], 'thing.progress');
      await first;

      for (let i = 0; i < 6; i++)
        await emit(
          'slow',
          Array.from({ length: 100 }, (_, j) => `s${i}-${j}`),
        );
      for (let i = 0; i < 3; i++)
        await emit(
          'slow',
          Array.from({ length: 100 }, () => 'p'),
          'thing.progress',
        );
      await emit('slow', ['end']);

      const seen: LoggedEvent[] = [];
      while (seen.at(-1)?.subject !== 'end') seen.push(...(await take(stream, 1)));
      assert.equal(seen.filter((event) => event.kind === 'thing.changed').length, 601);
      assert.ok(seen.filter((event) => event.kind === 'thing.progress').length < 300);
      assert.deepEqual(
        seen.map((event) => event.seq),
        seen.map((event) => event.seq).toSorted((a, b) => a - b),
      );
      await stream.return();
    });

    test('return() ends a waiting next() at once and leaves no reader behind', async () => {
      const stream = await events.stream('idle', 0, () => true);
      const waiting = stream.next();
      await new Promise(setImmediate);

      await stream.return();

      assert.deepEqual(await waiting, { done: true, value: undefined });
      assert.equal(events.readerCount, 0);
    });

    test('a follower does its work for each event in order, and what failed again, until it is stopped', async () => {
      await emit('followed', ['before', 'a', 'b', 'c']);
      const did: string[] = [];
      const failures: unknown[] = [];
      let done = 1;
      const follower = new EventFollower({
        events,
        subgraph: 'followed',
        matches: ({ subject }) => subject !== 'b',
        place: () => Promise.resolve(done),
        handle: ({ subject, seq }) => {
          did.push(subject);
          if (failures.length === 0 && subject === 'c') return Promise.reject(new Error('not yet'));
          done = seq;
          return Promise.resolve();
        },
        failed: (error) => failures.push(error),
      });

      follower.start();
      await waitFor('the work to be done again', () => done === 4);
      await emit('followed', ['d']);
      await waitFor('the next to be done', () => done === 5);
      await follower.stop();
      await emit('followed', ['late']);

      assert.deepEqual(did, ['a', 'c', 'c', 'd']);
      assert.deepEqual(
        failures.map((error) => (error as Error).message),
        ['not yet'],
      );
      assert.equal(events.readerCount, 0);
    });

    test('refuses cursors that are foreign, unknown or older than the retained log', async () => {
      await emit('aged', ['a', 'b', 'c']);
      await sql`update kernel.event set created_at = now() - interval '2 days' where subgraph = 'aged' and seq < 3`.execute(
        store.sql,
      );

      const removed = await events.log.prune(day);

      assert.equal(removed, 2);
      await assert.rejects(events.place('aged', 'other.1'), /not a cursor of this subscription/);
      await assert.rejects(events.place('aged', 'aged.99'), /never held/);
      await assert.rejects(events.place('aged', 'aged.1'), /older than the retained/);
      assert.equal(await events.place('aged', 'aged.2'), 2);
    });
  });
}
