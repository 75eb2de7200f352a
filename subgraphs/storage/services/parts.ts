import type { Hints } from '../../kernel/database/hints.js';
import type { Store } from '../../kernel/database/store.js';
import type { Events } from '../../kernel/events/events.js';
import type { Log } from '../../kernel/log/log.js';
import type { Secrets } from '../../kernel/secrets/secrets.js';
import type { Tasks } from '../../kernel/tasks/tasks.js';
import type { StorageConfig } from '../config.js';
import type { Drivers } from '../drivers/drivers.js';
import type { AlertStore } from './alert-store.js';
import type { HostGuard } from '../../kernel/server/host-guard.js';
import type { StorageHooks } from './hooks.js';
import type { HostLocks } from './host-locks.js';

/** What the services, resolvers and tasks of this subgraph share. */
export interface StorageParts {
  readonly log: Log;
  readonly store: Store;
  readonly events: Events;
  readonly hints: Hints;
  readonly tasks: Tasks;
  readonly secrets: Secrets;
  readonly config: StorageConfig;
  /** The open sessions with the arrays. */
  readonly drivers: Drivers;
  /** Decides which user-supplied hosts may be reached. */
  readonly guard: HostGuard;
  /** One registration per host at a time. */
  readonly locks: HostLocks;
  /** What other parts do when a storage comes or goes. */
  readonly hooks: StorageHooks;
  /** The alerts as they are kept. */
  readonly alerts: AlertStore;
}
