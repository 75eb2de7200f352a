import type { Hints } from '../../kernel/database/hints.js';
import type { Store, Tx } from '../../kernel/database/store.js';
import type { Events } from '../../kernel/events/events.js';
import type { Log } from '../../kernel/log/log.js';
import type { Secrets } from '../../kernel/secrets/secrets.js';
import type { Tasks } from '../../kernel/tasks/tasks.js';
import type { HostGuard } from '../../kernel/server/host-guard.js';
import type { BackupConfig } from '../config.js';
import type { Clock } from './clock.js';
import type { Drivers } from '../drivers/drivers.js';
import type { NodeSettings } from './node-presence.js';

/** What the services, resolvers and tasks of this subgraph share. */
export interface BackupParts {
  readonly log: Log;
  readonly store: Store;
  readonly events: Events;
  readonly hints: Hints;
  readonly tasks: Tasks;
  readonly secrets: Secrets;
  readonly config: BackupConfig;
  /** The backup node this process is when it works. */
  readonly node: NodeSettings;
  /** The drivers of the hypervisor managers. */
  readonly drivers: Drivers;
  /** Decides which user-supplied hosts may be reached. */
  readonly guard: HostGuard;
  readonly hooks: BackupHooks;
  /** What time it is for schedules. */
  readonly clock: Clock;
}

/** What other parts do when something happens here; each runs in the transaction in which it happens. */
export interface BackupHooks {
  /** After an inventory was written, with the machines new, changed and vanished; may not call anything but `tx`. */
  readonly afterSync: ((tx: Tx, managerGuid: string) => Promise<void>)[];
  /** After the status of backups changed, or what a row of them shows. */
  readonly backupsChanged: ((tx: Tx, backupGuids: readonly string[]) => Promise<void>)[];
  /** After EXPORT or STORE tasks failed for good or were cancelled; called with the tasks' GUIDs. */
  readonly exportsFailed: ((tx: Tx, taskGuids: readonly string[]) => Promise<void>)[];
}
