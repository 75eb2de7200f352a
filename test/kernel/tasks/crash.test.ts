import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import { startChild, type Child } from '../../support/child.js';
import { cannotRun, silentLog } from '../../support/engines.js';
import { createReadyDatabase } from '../../support/shared-postgres.js';
import { TaskHouse } from './task-house.js';

const tasks = 120;
const effects = 4;
const kills = 6;
const longestGapMs = 15_000;

/** Tasks a killed process held, and when it died. */
interface Killing {
  readonly at: number;
  readonly held: ReadonlyMap<string, number>;
}

describe('workers killed in the middle of their work', { skip: cannotRun('server') }, () => {
  it(
    'lose no task, do nothing twice, and others go on within 15 seconds',
    { timeout: 180_000 },
    async (t) => {
      const url = await createReadyDatabase();
      const database = await Database.open({ url, poolSize: 4 }, silentLog);
      const house = await TaskHouse.openOn(database);
      t.after(() => house.close());
      house.tasks.register({
        name: 'compute.crash',
        subgraph: 'compute',
        meaning: 'Only created here.',
        maxAttempts: 1,
        run: () => Promise.reject(new Error('not here')),
      });
      await sql`create schema far`.execute(house.store.sql);
      await sql`create table far.effect (key text not null, pid integer not null)`.execute(house.store.sql);
      await sql`create table far.progress (task uuid not null, step integer not null)`.execute(
        house.store.sql,
      );
      const crew = await Promise.all([1, 2, 3].map(() => startWorker(t, url)));
      await house.tasks.start({ work: false });
      const guids = await house.store.transaction(async (tx) => {
        const created: string[] = [];
        for (let i = 0; i < tasks; i++) {
          const task = await house.tasks.create(tx, {
            type: 'compute.crash',
            title: `Task ${i}`,
            input: { effects },
          });
          created.push(task.guid);
        }
        return created;
      });

      const killings: Killing[] = [];
      for (let i = 0; i < kills; i++) {
        await delay(700 + Math.random() * 700);
        killings.push(await killOne(house, crew, i % crew.length));
        crew[i % crew.length] = await startWorker(t, url);
      }
      const ended = await Promise.all(guids.map((guid) => house.ended(guid, 120_000)));

      assert.deepEqual(
        countBy(ended, ({ state }) => state),
        { FINISHED: tasks },
      );
      const { rows: done } = await sql<{ times: number; keys: number }>`
      select times, count(*)::int as keys from (select count(*)::int as times from far.effect group by key) e group by times`.execute(
        house.store.sql,
      );
      assert.deepEqual(done, [{ times: 1, keys: tasks * effects }]);
      const { rows: steps } = await sql<{ rows: number; different: number }>`
      select count(*)::int as rows, count(distinct (task, step))::int as different from far.progress`.execute(
        house.store.sql,
      );
      assert.deepEqual(steps, [{ rows: tasks * effects, different: tasks * effects }]);
      const held = killings.reduce((sum, killing) => sum + killing.held.size, 0);
      const gaps = await gapsAfter(house, killings);
      t.diagnostic(`${held} tasks held by ${kills} killed processes; longest gap ${Math.max(...gaps)} ms`);
      assert.ok(held > 0);
      assert.equal(gaps.length, held);
      assert.ok(Math.max(...gaps) <= longestGapMs);
      assert.deepEqual(await terminalEvents(house), { 1: tasks });
    },
  );
});

async function startWorker(t: TestContext, url: string): Promise<Child> {
  const program = new URL('./crash-worker.js', import.meta.url).pathname;
  const child = await startChild(t, process.execPath, [program], { env: { CRASH_DATABASE: url } });
  await child.waitForLine(/^working/, 30_000);
  return child;
}

async function killOne(house: TaskHouse, crew: readonly Child[], which: number): Promise<Killing> {
  const victim = crew[which];
  if (!victim) throw new Error('There is no such worker.');
  victim.kill('SIGKILL');
  await victim.exited;
  const at = Date.now();
  const { rows } = await sql<{ guid: string; attempts: number }>`
    select guid, attempts from kernel.task where state = 'RUNNING' and worker like ${`%:${victim.pid}`}`.execute(
    house.store.sql,
  );
  return { at, held: new Map(rows.map(({ guid, attempts }) => [guid, attempts])) };
}

/** How long each task that a killed process held stood still, in milliseconds. */
async function gapsAfter(house: TaskHouse, killings: readonly Killing[]): Promise<number[]> {
  const log = await house.events.log.read('core', 0, 1_000_000);
  return killings.flatMap(({ at, held }) =>
    [...held].flatMap(([guid, attempts]) => {
      const next = log.find(
        ({ subject, payload }) => subject === guid && Number(payload['attempts']) > attempts,
      );
      return next ? [next.at.getTime() - at] : [];
    }),
  );
}

async function terminalEvents(house: TaskHouse): Promise<Record<string, number>> {
  const log = await house.events.log.read('core', 0, 1_000_000);
  const ends = log.filter(({ kind, payload }) => kind === 'task.state' && payload['finishedAt'] !== null);
  return countBy(Object.values(countBy(ends, ({ subject }) => subject)), String);
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, key)].map(([name, group]) => [name, group.length]));
}
