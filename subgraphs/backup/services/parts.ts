import type { Hints } from '../../kernel/database/hints.js';
import type { Store, Tx } from '../../kernel/database/store.js';
import type { Events } from '../../kernel/events/events.js';
import type { Log } from '../../kernel/log/log.js';
import type { Secrets } from '../../kernel/secrets/secrets.js';
import type { Tasks } from '../../kernel/tasks/tasks.js';
import type { BackupConfig } from '../config.js';

/** What the services, resolvers and tasks of this subgraph share. */
export interface BackupParts {
  readonly log: Log;
  readonly store: Store;
  readonly events: Events;
  readonly hints: Hints;
  readonly tasks: Tasks;
  readonly secrets: Secrets;
  readonly config: BackupConfig;
  readonly hooks: BackupHooks;
}

/** What other parts do when something happens here; each runs in the transaction in which it happens. */
export interface BackupHooks {
  /** After an inventory was written, with the machines new, changed and vanished; may not call anything but `tx`. */
  readonly afterSync: ((tx: Tx, managerGuid: string) => Promise<void>)[];
}
