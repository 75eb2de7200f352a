import type { Hints } from '../database/hints.js';
import type { Store } from '../database/store.js';
import type { Log } from '../log/log.js';
import type { Dispatcher } from './dispatcher.js';
import type { TaskEventSink } from './task-events.js';

/** What every operation on tasks works with. */
export interface TaskParts {
  /** The store of schema `kernel`. */
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly hints: Hints;
  readonly events: TaskEventSink;
  readonly log: Log;
}

/** Topic of the hints that a subgraph's queue has something new. */
export function queueTopic(subgraph: string): string {
  return `tasks:${subgraph}`;
}

/** Topic of the hints that a running task is to be cancelled. */
export const cancelTopic = 'tasks.cancel';
