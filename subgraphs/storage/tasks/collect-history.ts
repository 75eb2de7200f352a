import { sql } from 'kysely';
import type { TaskType } from '../../kernel/tasks/contract.js';
import { subgraphName } from '../events.js';
import { collectHistoryTaskName, type CollectHistoryInput } from '../services/collect-history.js';
import type { CollectionParts } from '../services/collection-parts.js';
import { collectionState } from '../services/collection-rows.js';
import { collectRange } from '../services/collect-range.js';
import { withDriverFaults } from '../services/storage-fault.js';

const sliceMs = 3_600_000;

/** Collects a range of the past, hour by hour; nothing of it goes to the exporters. After a crash it goes on with the hour it was in. */
export function collectHistoryTask(parts: CollectionParts): TaskType<CollectHistoryInput> {
  return {
    name: collectHistoryTaskName,
    subgraph: subgraphName,
    meaning: 'Collects a range of the past performance of a storage.',
    maxAttempts: 3,
    run: async (run) => {
      const { storageId, start, end } = run.input;
      const state = await collectionState(parts.store.sql, storageId, parts.config.collectInterval);
      if (!state) return { storageId };
      const total = { series: 0, samples: 0, rejected: 0, ...run.checkpoint };
      const unexported = { ...parts, exporters: [] };
      for (let from = Number(run.checkpoint?.['to'] ?? start); from < end;) {
        const to = Math.min(end, from + sliceMs);
        const signal = AbortSignal.any([run.signal, AbortSignal.timeout(parts.config.collectTimeout)]);
        const slice = { start: from, end: to };
        const collected = await withDriverFaults(async () => {
          const driver = await parts.drivers.of(storageId, signal);
          return collectRange(unexported, state, driver, state.capabilities, slice, signal);
        });
        total.series = Math.max(total.series, collected.series);
        total.samples += collected.samples;
        total.rejected += collected.rejected;
        await run.transaction(parts.store, (tx) => run.save(tx, { ...total, to }));
        await run.progress({ done: (to - start) / 1000, total: (end - start) / 1000 });
        from = to;
      }
      await run.transaction(parts.store, async (tx) => {
        await sql`
          update storage.metric_collection set history_task = null
          where storage_id = ${storageId}::uuid and history_task = ${run.guid}::uuid`.execute(tx.sql);
      });
      return { storageId, series: total.series, samples: total.samples, rejected: total.rejected };
    },
  };
}
