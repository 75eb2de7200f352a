import type { Store } from '../../kernel/database/store.js';
import type { TaskType } from '../../kernel/tasks/contract.js';
import { subgraphName } from '../events.js';
import type { Clouds } from '../services/clouds.js';
import { destroyNode } from '../services/destroy-node.js';
import type { Inventory } from '../services/inventory.js';

/** What a stop is told. */
export interface StopInput {
  readonly cloud: string;
  readonly nodeId: string;
  readonly hostName: string;
}

/** What the work needs. */
export interface StopParts {
  readonly clouds: Clouds;
  readonly inventory: Inventory;
  readonly store: Store;
}

/** Destroys a machine; the request has claimed it for this task alone. */
export function stopTask(parts: StopParts): TaskType<StopInput> {
  return {
    name: 'compute.node.stop',
    subgraph: subgraphName,
    meaning: 'Destroys a machine in its cloud.',
    maxAttempts: 1,
    run: async (run) => {
      if (run.checkpoint) return run.checkpoint;
      const result = { ...run.input };
      await destroyNode(parts, run, { cloud: result.cloud, nativeId: result.nodeId }, result);
      return result;
    },
  };
}
