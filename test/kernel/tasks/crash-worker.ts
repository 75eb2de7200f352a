import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import { silentLog } from '../../support/engines.js';
import { TaskHouse, type Work } from './task-house.js';

/**
 * A process that works until it is killed. Its far side is the table `far.effect`: it takes every call
 * and can be asked which it took, as a cloud can be asked for a node's name.
 */
const database = await Database.open({ url: process.env['CRASH_DATABASE'], poolSize: 8 }, silentLog);
const house = await TaskHouse.openOn(database);
const far = await database.engine.connectOutsidePool?.();
if (!far) throw new Error('This needs a PostgreSQL server.');

async function haveEffect(key: string): Promise<void> {
  const { rowCount } = (await far?.query('select 1 from far.effect where key = $1', [key])) ?? {};
  if (rowCount === 0)
    await far?.query('insert into far.effect (key, pid) values ($1, $2)', [key, process.pid]);
}

const work: Work = async (run) => {
  const { effects } = run.input as { readonly effects: number };
  const done = Number(run.checkpoint?.['done'] ?? 0);
  for (let i = done; i < effects; i++) {
    await delay(100 + Math.random() * 100, undefined, { signal: run.signal });
    await haveEffect(`${run.guid}/${i}`);
    await delay(Math.random() * 100, undefined, { signal: run.signal });
    await run.transaction(house.store, async (tx) => {
      await sql`insert into far.progress (task, step) values (${run.guid}, ${i})`.execute(tx.sql);
      await run.save(tx, { done: i + 1 });
    });
    await run.progress({ done: i + 1, total: effects });
  }
  return { effects };
};

house.tasks.register({
  name: 'compute.crash',
  subgraph: 'compute',
  meaning: 'Has effects on a far side, one after the other.',
  maxAttempts: 1,
  run: work,
});
await house.tasks.start({ work: true, concurrency: 4 });
process.stdout.write('working\n');
