import type { Store, Tx } from '../database/store.js';
import type { TaskEnd } from './end-task.js';
import type { Task } from './task.js';
import type { TaskReference } from './task-reference.js';
import type { TaskOrigin } from './task-states.js';

/** A task to be created. */
export interface NewTask<I extends object = object> {
  /** Name of a registered type. */
  readonly type: string;
  /** One line for people. */
  readonly title: string;
  readonly input: I;
  readonly tenantId?: string | null;
  /** 0 to 100, higher first; 50 when absent. */
  readonly priority?: number;
  readonly about?: readonly TaskReference[];
  readonly origin?: TaskOrigin;
  readonly parentGuid?: string;
  /** Id that all tasks of one chain share; the parent's, or the task's own guid, when absent. */
  readonly workflow?: string;
  /** Not started before; the task fails when it has not started by the end. */
  readonly windowStart?: Date;
  readonly windowEnd?: Date;
  /** A second creation with the same key, type and tenant gives the first task. */
  readonly idempotencyKey?: string;
  /** Who asked, for the record. */
  readonly requestedBy?: string;
  /** Name of the place it must run on; anywhere when absent. The place has been there before. */
  readonly place?: string;
  /**
   * Of the tasks with this text only one runs at a time, whatever their types and lanes; the others wait
   * without costing a worker. A running one keeps the text until it has ended, also when its process dies.
   */
  readonly exclusive?: string;
}

/** A task that has just become RUNNING for the first time. */
export interface StartedTask<I extends object = object> {
  readonly task: Task;
  readonly input: I;
}

/** A task that has just ended, and how. */
export interface EndedTask<I extends object = object> {
  readonly task: Task;
  readonly input: I;
  readonly end: TaskEnd;
}

/** A kind of work, registered by the subgraph whose `tasks/` folder holds it. */
export interface TaskType<I extends object = object> {
  /** `<subgraph>.<noun>.<verb>`, such as `compute.node.start`. */
  readonly name: string;
  readonly subgraph: string;
  /** One sentence for the documentation. */
  readonly meaning: string;
  /**
   * How often it may fail before it fails for good. A Fault fails at once unless its code is
   * BACKEND_ERROR. Attempts that ended with their process, by a crash or a stop, do not count.
   */
  readonly maxAttempts: number;
  /** The queue its tasks wait in, with a number of workers of its own: the subgraph's name, the usual, or `<subgraph>.<name>`. */
  readonly lane?: string;
  /**
   * Called in the very transaction that makes tasks RUNNING for the first time, with all of them; `place`
   * is where they run. Only `tx` may be used. A throw undoes the start, so that nothing of the lane starts:
   * it is for what the database alone can refuse.
   */
  readonly started?: (tx: Tx, tasks: readonly StartedTask<I>[], place: string | undefined) => Promise<void>;
  /**
   * Called in the very transaction that ends tasks, whatever ended them: finished, failed for good,
   * cancelled, window passed, processes dead too often. What follows from the end is written here. Only
   * `tx` may be used; a throw undoes the end, which is then tried again.
   */
  readonly ended?: (tx: Tx, tasks: readonly EndedTask<I>[]) => Promise<void>;
  /**
   * Does the work; its result is kept on the task. It may be started again after a crash, at any point:
   * it must find out from its checkpoint and from the far side what is already done.
   */
  readonly run: (run: TaskRun<I>) => Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** One attempt at a task, as the work sees it. */
export interface TaskRun<I extends object = object> {
  readonly guid: string;
  readonly input: I;
  /** From 1. */
  readonly attempt: number;
  /** Name of the place this process works at; undefined when it has none. */
  readonly place: string | undefined;
  /**
   * Aborts when the task is cancelled, this attempt has lost its claim, or the process stops. Work that
   * then throws ends accordingly (cancelled, nothing, handed back); work that still returns is finished.
   */
  readonly signal: AbortSignal;
  /** What an earlier attempt saved; undefined at first. */
  readonly checkpoint: Readonly<Record<string, unknown>> | undefined;
  /**
   * Tells how far the work is; a few per second reach subscribers, the newest wins. Like all writes of
   * an attempt it throws when the attempt has lost its claim. Not inside a transaction.
   */
  progress(progress: TaskProgress): Promise<void>;
  /** Names the step the work is at, such as `accepted`; always reaches subscribers. Not inside a transaction. */
  step(name: string): Promise<void>;
  /** Runs a transaction of the subgraph's store that commits only while this attempt still owns the task. */
  transaction<T, R>(store: Store<T>, work: (tx: Tx<T>) => Promise<R>): Promise<R>;
  /** Saves a checkpoint within such a transaction. */
  save<T>(tx: Tx<T>, checkpoint: Readonly<Record<string, unknown>>): Promise<void>;
}

/** How far a task is, in the task's own unit. */
export interface TaskProgress {
  readonly done: number;
  readonly total?: number;
  /** Units per second. */
  readonly rate?: number;
}
