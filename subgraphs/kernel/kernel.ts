import type { Database } from './database/database.js';
import type { Hints } from './database/hints.js';
import type { Store } from './database/store.js';
import type { Events } from './events/events.js';
import type { Identity } from './identity/identity.js';
import type { Log } from './log/log.js';
import type { Secrets } from './secrets/secrets.js';
import type { Tasks } from './tasks/tasks.js';
import type { Tracing } from './telemetry/tracing.js';

/** What every subgraph is opened with: the capabilities two of them need. */
export interface Kernel {
  readonly log: Log;
  readonly database: Database;
  /** Tables of the kernel itself, schema `kernel`. */
  readonly store: Store;
  readonly hints: Hints;
  readonly events: Events;
  readonly tasks: Tasks;
  readonly identity: Identity;
  readonly secrets: Secrets;
  /** Absent where nothing is traced. */
  readonly tracing?: Tracing | undefined;
}
