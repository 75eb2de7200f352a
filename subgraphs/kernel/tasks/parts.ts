import type { Hints } from '../database/hints.js';
import type { Store } from '../database/store.js';
import type { Log } from '../log/log.js';
import type { AttemptCounts } from './attempt-counts.js';
import type { TaskType } from './contract.js';
import type { Dispatcher } from './dispatcher.js';
import type { Tracing } from '../telemetry/tracing.js';
import type { TaskEventSink } from './task-events.js';

/** What every operation on tasks works with. */
export interface TaskParts {
  /** The store of schema `kernel`. */
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly hints: Hints;
  readonly events: TaskEventSink;
  readonly log: Log;
  /** The kinds of work this process knows, by name. */
  readonly types: ReadonlyMap<string, TaskType>;
  readonly counts: AttemptCounts;
  /** Absent where nothing is traced. */
  readonly tracing?: Tracing | undefined;
}

/** Topic of the hints that a queue has something new. */
export function queueTopic(queue: string): string {
  return `tasks:${queue}`;
}

/** Topic of the hints that tasks are to be cancelled, which is up to another process. */
export const cancelTopic = 'tasks.cancel';

/** Topic of the hints that there are queues of a new place. */
export const placeTopic = 'tasks.place';
