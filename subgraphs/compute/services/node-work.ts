import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Store } from '../../kernel/database/store.js';
import type { Task } from '../../kernel/tasks/task.js';
import type { AssignmentService } from './assignment-service.js';
import type { Catalog } from './catalog.js';
import type { Clouds } from './clouds.js';
import type { Inventory } from './inventory.js';
import type { NodeKey } from './node-row.js';
import type { RequestedTask, TaskRequests } from './task-requests.js';

/** What the requests for work share. */
export interface WorkParts {
  readonly clouds: Clouds;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly store: Store;
  readonly assignments: AssignmentService;
  readonly requests: TaskRequests;
  /** Whether a release also destroys the machine. */
  readonly releaseDestroysNode: boolean;
  /** Whether the assignment records are ours, filled from the inventory. */
  readonly keepsAssignments: boolean;
}

/** A request for work with the one who asks. */
export interface WorkRequest<I> {
  readonly viewer: Viewer;
  readonly input: I;
}

/** Work that was begun. */
export interface BegunWork {
  readonly task: RequestedTask;
  /** The task at its end, when that was waited for. */
  readonly result: Task | undefined;
}

/** Waits for the end of work where that is wished; throws what it failed with. */
export async function begun({ requests }: WorkParts, task: RequestedTask, wait: boolean): Promise<BegunWork> {
  return { task, result: wait ? await requests.wait(task.guid) : undefined };
}

/** A machine as tasks refer to it. */
export function aboutNode({ cloud, nativeId }: NodeKey): { kind: string; id: string } {
  return { kind: 'ComputeNode', id: `${cloud}/${nativeId}` };
}
