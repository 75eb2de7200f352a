import type { Hints } from '../../kernel/database/hints.js';
import type { Store } from '../../kernel/database/store.js';
import type { Events } from '../../kernel/events/events.js';
import type { Identity } from '../../kernel/identity/identity.js';
import type { Secrets } from '../../kernel/secrets/secrets.js';
import type { Tasks } from '../../kernel/tasks/tasks.js';

/** What core shows of the kernel. */
export interface CoreServices {
  readonly store: Store;
  readonly hints: Hints;
  readonly secrets: Secrets;
  readonly events: Events;
  readonly tasks: Tasks;
  readonly identity: Identity;
}
