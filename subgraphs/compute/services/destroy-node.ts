import type { Store } from '../../kernel/database/store.js';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import { notSupported } from './catalog.js';
import type { Clouds } from './clouds.js';
import type { Inventory } from './inventory.js';
import type { NodeKey } from './node-row.js';

/** What destroying needs. */
export interface DestroyParts {
  readonly clouds: Clouds;
  readonly inventory: Inventory;
  readonly store: Store;
}

/**
 * Destroys a machine in its cloud and takes it out of the inventory. The task's guid is the token of the
 * one effect, so an attempt after a crash destroys nothing else that got the same id. `outcome` is saved
 * with the removal, for an attempt that finds everything done.
 */
export async function destroyNode<I extends object>(
  { clouds, inventory, store }: DestroyParts,
  run: TaskRun<I>,
  key: NodeKey,
  outcome: Readonly<Record<string, unknown>>,
): Promise<void> {
  const cloud = clouds.get(key.cloud);
  await cloud.session().call(`destroy the node "${key.nativeId}"`, (driver, signal) => {
    if (!driver.destroyNode) throw notSupported(cloud, 'destroy nodes');
    return driver.destroyNode(key.nativeId, run.guid, signal);
  });
  await run.transaction(store, async (tx) => {
    await inventory.remove(tx, key, run.guid);
    await run.save(tx, outcome);
  });
}
