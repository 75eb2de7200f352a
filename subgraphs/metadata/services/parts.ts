import type { Store } from '../../kernel/database/store.js';
import type { Events } from '../../kernel/events/events.js';

/** What the services of this subgraph work with. */
export interface MetadataParts {
  readonly store: Store;
  readonly events: Events;
  /** Largest document in bytes. */
  readonly documentBytes: number;
}
