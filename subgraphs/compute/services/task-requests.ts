import type { Store, Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import { isErrorCode } from '../../kernel/errors/error-table.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { NewTask } from '../../kernel/tasks/contract.js';
import type { Task } from '../../kernel/tasks/task.js';
import { isEnded } from '../../kernel/tasks/task-states.js';
import type { Tasks } from '../../kernel/tasks/tasks.js';
import type { NodeKey } from './node-row.js';
import { claimRemoval, linkTask } from './task-node.js';

/** A task someone has asked for, and where its events begin. */
export interface RequestedTask {
  readonly guid: string;
  readonly cursor: string;
  /** The machine it is about, as its cloud names it; empty for a start. */
  readonly nodeId: string;
}

/** A machine a task is about. */
export interface TaskSubject {
  readonly key: NodeKey;
  /** Given when the task will destroy the machine: the claim on it that was seen, if any. */
  readonly removal?: { readonly claim: string | null };
}

/** Creates the tasks of this subgraph for a viewer, and waits for them where that is wished. */
export class TaskRequests {
  constructor(
    private readonly tasks: Tasks,
    private readonly store: Store,
    private readonly waitMs: number,
  ) {}

  /** Creates the task and, with the same commit, its claim on the machine. CONFLICT when another task is destroying it. */
  async create<I extends object>(
    viewer: Viewer,
    wish: NewTask<I>,
    subject?: TaskSubject,
  ): Promise<RequestedTask> {
    const before = subject?.removal && (await this.overClaim(subject.removal.claim));
    return this.store.transaction(async (tx) => {
      const cursor = await this.tasks.cursorIn(tx);
      const { task, created } = await this.createOrFind(tx, viewer, wish);
      if (!created || !subject) return requested(task, cursor);
      await linkTask(tx.sql, task.guid, subject.key);
      if (subject.removal && !(await claimRemoval(tx.sql, subject.key, task.guid, before ?? null)))
        throw beingRemoved(subject.key);
      return requested(task, cursor);
    });
  }

  /** The task an earlier request of this kind with the same idempotency key began; undefined when there is none. */
  async earlier(
    viewer: Viewer,
    type: string,
    idempotencyKey: string | undefined,
  ): Promise<RequestedTask | undefined> {
    if (idempotencyKey === undefined) return undefined;
    try {
      return await this.store.transaction(async (tx) => {
        const cursor = await this.tasks.cursorIn(tx);
        const { task, created } = await this.createOrFind(tx, viewer, {
          type,
          title: type,
          input: {},
          idempotencyKey,
        });
        if (created) throw new NoEarlierTask();
        return requested(task, cursor);
      });
    } catch (error) {
      if (error instanceof NoEarlierTask) return undefined;
      throw error;
    }
  }

  /** Waits for the end, or until `done`. Throws what the task failed with; SUBGRAPH_TIMEOUT when it takes too long. */
  async wait(guid: string, done: (task: Task) => boolean = () => false): Promise<Task> {
    const task = await this.tasks.waitFor(guid, done, this.waitMs);
    if (task.state === 'FAILED') throw failure(task);
    if (task.state === 'CANCELLED')
      throw new Fault('CONFLICT', 'The task was cancelled.', { details: { reason: 'TASK_CANCELLED' } });
    return task;
  }

  /** Whether a task will never change anything again. */
  async hasEnded(guid: string): Promise<boolean> {
    const task = await this.tasks.get(guid);
    return task === undefined || isEnded(task.state);
  }

  private createOrFind<I extends object>(
    tx: Tx,
    viewer: Viewer,
    wish: NewTask<I>,
  ): ReturnType<Tasks['createOrFind']> {
    return this.tasks.createOrFind(tx, {
      ...wish,
      tenantId: viewer.tenantId,
      requestedBy: viewer.userName ?? viewer.userId,
    });
  }

  /** A claim whose task has ended without the machine being gone counts no more. */
  private async overClaim(claim: string | null): Promise<string | null> {
    return claim !== null && (await this.hasEnded(claim)) ? claim : null;
  }
}

function requested({ guid, about }: Task, cursor: string): RequestedTask {
  const node = about.find(({ kind }) => kind === 'ComputeNode')?.id ?? '';
  return { guid, cursor, nodeId: node.slice(node.indexOf('/') + 1) };
}

/** Rolls the look-up back. */
class NoEarlierTask extends Error {}

/** Tells a task's failure as the request's own; the reason is what the REST dialect's words depend on. */
function failure({ error, guid }: Task): Fault {
  const code = isErrorCode(error?.code) ? error.code : 'INTERNAL_SERVER_ERROR';
  const reason =
    code === 'CONFLICT'
      ? 'ASSIGNMENT_REFUSED'
      : code === 'SUBGRAPH_UNAVAILABLE'
        ? 'HOST_DOWN'
        : 'TASK_FAILED';
  return new Fault(code, error?.message ?? 'The task failed.', { details: { reason, task: guid } });
}

function beingRemoved({ cloud, nativeId }: NodeKey): Fault {
  return new Fault('CONFLICT', `The node "${nativeId}" of the cloud "${cloud}" is already being destroyed.`, {
    details: { reason: 'BEING_REMOVED' },
  });
}
