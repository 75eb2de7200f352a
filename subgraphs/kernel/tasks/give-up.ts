import { sql } from 'kysely';
import { cancelLocked, forgetPointers, lockTasks } from './cancel.js';
import type { TaskParts } from './parts.js';
import type { TaskReader } from './task-row.js';
import { isEnded } from './task-states.js';

/** Tasks of one transaction: their locks are held no longer than that takes. */
const batch = 500;

/** What became of tasks that were given up. */
export interface GivenUp {
  /** Guids of those that are cancelled or gone. */
  readonly done: readonly string[];
  /** Guids of those that are told and end when their work gives way. */
  readonly told: readonly string[];
}

/** Cancels all of these that the reader may see and that have not ended; the others are left as they are. */
export async function cancelTasks(
  parts: TaskParts,
  guids: readonly string[],
  reader: TaskReader,
): Promise<GivenUp> {
  return inBatches(guids, (some) => giveUp(parts, some, reader, false));
}

/**
 * Removes all of these that the reader may see: an ended one is forgotten, a waiting one cancelled first,
 * a running one is only told to end and stays.
 */
export async function removeTasks(
  parts: TaskParts,
  guids: readonly string[],
  reader: TaskReader,
): Promise<GivenUp> {
  return inBatches(guids, (some) => giveUp(parts, some, reader, true));
}

async function giveUp(
  parts: TaskParts,
  guids: readonly string[],
  reader: TaskReader,
  remove: boolean,
): Promise<GivenUp> {
  const { pointers, done, told } = await parts.store.transaction(async (tx) => {
    const rows = await lockTasks(tx, guids, reader);
    const cancelled = new Set((await cancelLocked(parts, tx, rows)).map(({ guid }) => guid));
    const over = rows.filter(({ guid, state }) => cancelled.has(guid) || isEnded(state));
    const open = rows.filter((row) => !over.includes(row)).map(({ guid }) => guid);
    const gone = (remove ? over : over.filter(({ guid }) => cancelled.has(guid))).map(({ guid }) => guid);
    if (remove) await sql`delete from kernel.task where guid = any(${gone}::uuid[])`.execute(tx.sql);
    return { pointers: over.filter(({ guid }) => cancelled.has(guid)), done: gone, told: open };
  });
  await forgetPointers(parts, pointers);
  return { done, told };
}

async function inBatches(
  guids: readonly string[],
  work: (some: readonly string[]) => Promise<GivenUp>,
): Promise<GivenUp> {
  const done: string[] = [];
  const told: string[] = [];
  const all = [...new Set(guids)].sort();
  for (let i = 0; i < all.length; i += batch) {
    const part = await work(all.slice(i, i + batch));
    done.push(...part.done);
    told.push(...part.told);
  }
  return { done, told };
}
