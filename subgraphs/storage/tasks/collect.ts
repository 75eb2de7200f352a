import { once } from 'node:events';
import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import type { TaskRun, TaskType } from '../../kernel/tasks/contract.js';
import type { Tx } from '../../kernel/database/store.js';
import { DriverFault } from '../drivers/driver-fault.js';
import { subgraphName } from '../events.js';
import { retryPeriodMs, regularRange, wholeSeconds, type CollectRange } from '../services/collection-plan.js';
import type { CollectionParts } from '../services/collection-parts.js';
import {
  closeGap,
  collectionState,
  collectTaskName,
  openGap,
  type CollectionState,
} from '../services/collection-rows.js';
import { collectRange, type Collected } from '../services/collect-range.js';
import { storageFault } from '../services/storage-fault.js';

/** What a collection works on. */
export interface CollectInput {
  readonly storageId: string;
}

/**
 * Collects the performance of a storage: what is due by its interval, and the ranges that could not be
 * collected before. It fails when the regular range did; that range is tried again by later runs.
 */
export function collectTask(parts: CollectionParts): TaskType<CollectInput> {
  return {
    name: collectTaskName,
    subgraph: subgraphName,
    meaning: 'Collects the performance of a storage.',
    maxAttempts: 1,
    run: async (run) => {
      const { storageId } = run.input;
      const state = await collectionState(parts.store.sql, storageId, parts.config.collectInterval);
      if (!state) return { storageId };
      const now = wholeSeconds();
      const regular = state.isDue ? regularRange(now, state.intervalMs, state.collectedTo) : undefined;
      const outcome = await collectAll(parts, run, state, regular);
      await run.transaction(parts.store, (tx) => writeDown(tx as unknown as Tx, state, regular, outcome));
      if (outcome.error && regular && outcome.failed.includes(regular)) throw outcome.error;
      return { storageId, ...outcome.collected, failedRanges: outcome.failed.length };
    },
  };
}

interface Outcome {
  readonly done: readonly CollectRange[];
  readonly failed: readonly CollectRange[];
  readonly collected: Collected;
  /** Of the first range that failed. */
  readonly error: Error | undefined;
}

async function collectAll(
  parts: CollectionParts,
  run: TaskRun<CollectInput>,
  state: CollectionState,
  regular: CollectRange | undefined,
): Promise<Outcome> {
  const limit = AbortSignal.timeout(parts.config.collectTimeout);
  const signal = AbortSignal.any([run.signal, limit]);
  const total = { series: 0, samples: 0, rejected: 0 };
  const done: CollectRange[] = [];
  const failed: CollectRange[] = [];
  let error: Error | undefined;
  const waiting = [...(regular ? [regular] : []), ...state.gaps];
  for (let range = waiting.shift(); range; range = waiting.shift()) {
    try {
      const driver = await parts.drivers.of(state.storageId, signal);
      const before = total.series;
      const collected = await collectRange(
        parts,
        state,
        driver,
        state.capabilities,
        range,
        signal,
        async (series) => {
          const known = state.lastSeries === undefined ? {} : { total: Math.max(state.lastSeries, series) };
          if (before === 0) await run.progress({ done: series, ...known });
        },
      );
      total.series += collected.series;
      total.samples += collected.samples;
      total.rejected += collected.rejected;
      done.push(range);
    } catch (thrown) {
      // The process is ending and its sessions are closed: the task goes on elsewhere.
      if (parts.drivers.hasStopped && !run.signal.aborted) await once(run.signal, 'abort');
      run.signal.throwIfAborted();
      error ??= limit.aborted ? tooSlow(parts) : shownFault(thrown);
      parts.log.warn({ err: thrown, storage: state.storageId }, 'A storage could not be measured');
      failed.push(range);
      // An array that cannot be reached is not asked for the other ranges.
      if (limit.aborted || (thrown instanceof DriverFault && thrown.unreachable))
        failed.push(...waiting.splice(0));
    }
  }
  return { done, failed, collected: total, error };
}

function tooSlow({ config }: CollectionParts): Error {
  return storageFault('StoragePerformanceCollectionFailed', [
    `it took longer than ${config.collectTimeout / 1000} s`,
  ]);
}

/** What went wrong in words that may be shown; the log has the rest. */
function shownFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  if (thrown instanceof DriverFault) return storageFault(thrown.code, thrown.args, thrown);
  return storageFault(
    'StoragePerformanceCollectionFailed',
    ['an unforeseen error, which is in the log'],
    thrown,
  );
}

async function writeDown(
  tx: Tx,
  state: CollectionState,
  regular: CollectRange | undefined,
  { done, failed, collected, error }: Outcome,
): Promise<void> {
  const { storageId } = state;
  for (const range of done) await closeGap(tx, storageId, range);
  for (const range of failed) await openGap(tx, storageId, range, retryPeriodMs(state.capabilities));
  const interval = sql`${state.intervalMs / 1000}::float8 * interval '1 second'`;
  const isFresh = regular !== undefined && done.includes(regular);
  await sql`
    update storage.metric_collection set task = null, ended_at = now(),
      due_at = case when ${regular !== undefined} then greatest(due_at + ${interval}, now() + 0.1 * ${interval}) else due_at end,
      collected_to = coalesce(${regular ? new Date(regular.end).toISOString() : null}::timestamptz, collected_to),
      last_series = case when ${isFresh} then ${collected.series}::int else last_series end,
      last_samples = case when ${isFresh} then ${collected.samples}::int else last_samples end,
      last_error = ${error?.message ?? null}
    where storage_id = ${storageId}::uuid`.execute(tx.sql);
}
