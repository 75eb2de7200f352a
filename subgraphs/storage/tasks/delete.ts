import { sql } from 'kysely';
import type { TaskType } from '../../kernel/tasks/contract.js';
import type { Tx } from '../../kernel/database/store.js';
import { inventoryKinds, kindTables } from '../entities/kinds.js';
import { subgraphName } from '../events.js';
import { deleteTaskName, type DeleteInput } from '../services/delete-storage.js';
import type { StorageParts } from '../services/parts.js';

/** Removes everything a deleted storage had, table by table; its own row stays, invisible (section 7.5). */
export function deleteTask(parts: StorageParts): TaskType<DeleteInput> {
  return {
    name: deleteTaskName,
    subgraph: subgraphName,
    meaning: 'Removes what a deleted storage had.',
    maxAttempts: 10,
    run: async (run) => {
      const { storageId } = run.input;
      const steps = removals(parts);
      for (const [i, remove] of steps.entries()) {
        await run.transaction(parts.store, (tx) => remove(tx, storageId));
        await run.progress({ done: i + 1, total: steps.length });
      }
      await parts.drivers.close(storageId);
      return undefined;
    },
  };
}

type Removal = (tx: Tx, storageId: string) => Promise<void>;

function removals({ hooks }: StorageParts): readonly Removal[] {
  const tables = inventoryKinds.flatMap((kind) => {
    const { table, members } = kindTables[kind];
    return members ? [table, members.table] : [table];
  });
  return [...hooks.removed, ...['access_info', 'sync_unit', ...tables].map(fromTable)];
}

function fromTable(table: string): Removal {
  return async (tx, storageId) => {
    await sql`delete from ${sql.table(`storage.${table}`)} where storage_id = ${storageId}`.execute(tx.sql);
  };
}
