import DataLoader from 'dataloader';
import type { Node } from '../../schema/node.js';
import type { Account } from '../kernel/identity/account.js';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import type { Task } from '../kernel/tasks/task.js';
import type { CoreServices } from './services/core-services.js';
import { findNodes, mostNodes } from './services/find-nodes.js';
import { accountsByKey } from './services/identity-by-key.js';

/** The loaders of one operation: everything asked for in one hop costs one statement. */
export class CoreLoaders {
  /** Tasks by guid; null where there is none to see. */
  readonly tasks: DataLoader<string, Task | null>;

  /** Accounts by key; null where there is none to see. */
  readonly accounts: DataLoader<string, Account | null>;

  /** Anything by its global id; null where there is nothing to see. */
  readonly nodes: DataLoader<string, Node | null>;

  private constructor(services: CoreServices, context: RequestContext) {
    const { viewer } = context;
    this.nodes = new DataLoader((ids) => findNodes(services, context, ids), { maxBatchSize: mostNodes });
    this.tasks = new DataLoader(async (guids) => {
      const found = await services.tasks.byGuids(viewer, guids);
      return guids.map((guid) => found.get(guid.toLowerCase()) ?? null);
    });
    this.accounts = new DataLoader(async (keys) => {
      const found = await accountsByKey(services, viewer, keys);
      return keys.map((key) => found.get(key) ?? null);
    });
  }

  /** The loaders of the operation at hand. */
  static of(services: CoreServices, context: RequestContext): CoreLoaders {
    return context.slot('core', () => new CoreLoaders(services, context));
  }
}
