import { hostname } from 'node:os';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Engine } from '../database/engine.js';
import type { Hints } from '../database/hints.js';
import type { Store, Tx } from '../database/store.js';
import { cursorOf } from '../events/cursor.js';
import type { Events } from '../events/events.js';
import type { Viewer } from '../identity/viewer.js';
import type { Log } from '../log/log.js';
import { cancelTask } from './cancel.js';
import type { NewTask, TaskType } from './contract.js';
import { createTask, type CreatedTask } from './create.js';
import { Dispatcher } from './dispatcher.js';
import { Housekeeping } from './housekeeping.js';
import type { TaskParts } from './parts.js';
import {
  taskPage,
  taskPicture,
  tasksByGuid,
  type TaskFilter,
  type TaskOrder,
  type TaskPicture,
} from './query.js';
import { releaseDead } from './release-dead.js';
import type { Task } from './task.js';
import { taskLog } from './task-events.js';
import { waitForTask } from './wait-for.js';
import { Worker } from './worker.js';

/** Settings of the task engine. */
export interface TasksOptions {
  /** How long ended tasks are kept, in milliseconds; 30 days unless given. */
  readonly retentionMs?: number;
  /** Rest after a first failure, in milliseconds; 1000 unless given. It doubles with each further one, up to a minute. */
  readonly firstRestMs?: number;
  /** How long running work may take to end when the process stops, in milliseconds; 10 000 unless given. */
  readonly stopDeadlineMs?: number;
}

/** The part a process takes. */
export interface TasksRole {
  /** Whether it works on the tasks of the subgraphs whose types it knows, or only creates them. */
  readonly work: boolean;
  /** Tasks of one subgraph at the same time, where `workAtOnce` says nothing else; 4 unless given. */
  readonly concurrency?: number;
}

const usualRetentionMs = 30 * 86_400_000;

/**
 * The one task engine (graph.md, "Tasks"). A task is a row of `kernel.task`; pg-boss holds a pointer to
 * it and decides who works on it next. Types are registered before `start`; tasks are created after it.
 */
export class Tasks {
  private readonly types = new Map<string, TaskType>();
  private readonly concurrency = new Map<string, number>();
  private readonly parts: TaskParts;
  private readonly housekeeping: Housekeeping;
  private workers: Worker[] = [];
  private started = false;

  constructor(
    /** The store of schema `kernel`. */
    store: Store,
    private readonly engine: Engine,
    hints: Hints,
    private readonly events: Events,
    log: Log,
    private readonly options: TasksOptions = {},
  ) {
    this.parts = { store, dispatcher: new Dispatcher(engine, log), hints, events, log };
    this.housekeeping = new Housekeeping(this.parts, options.retentionMs ?? usualRetentionMs);
  }

  /** Makes a kind of work known; before `start`. */
  register<I extends object>(type: TaskType<I>): void {
    if (this.started) throw new Error(`Register the task type ${type.name} before the tasks are started.`);
    if (this.types.has(type.name)) throw new Error(`The task type ${type.name} is registered already.`);
    if (!type.name.startsWith(`${type.subgraph}.`))
      throw new Error(`The task type ${type.name} must begin with "${type.subgraph}.".`);
    this.types.set(type.name, type as unknown as TaskType);
  }

  /** Works on more or fewer tasks of one subgraph at once than the role says; before `start`. */
  workAtOnce(subgraph: string, concurrency: number): void {
    this.concurrency.set(subgraph, concurrency);
  }

  /** The registered types, by name. */
  get registered(): readonly TaskType[] {
    return [...this.types.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Attempts that run in this process now. */
  get load(): number {
    return this.workers.reduce((sum, worker) => sum + worker.load, 0);
  }

  /** Starts the queues and, when the process works, its workers. The database is migrated by then. */
  async start(role: TasksRole): Promise<void> {
    this.started = true;
    const subgraphs = [...new Set(this.registered.map((type) => type.subgraph))];
    await this.parts.dispatcher.start(subgraphs, role.work);
    if (!role.work) return;
    const usual = role.concurrency ?? 4;
    const options = {
      firstRestMs: this.options.firstRestMs ?? 1000,
      name: `${hostname()}:${process.pid}`,
    };
    if (this.engine.kind === 'embedded') await releaseDead(this.parts);
    this.workers = subgraphs.map(
      (subgraph) =>
        new Worker(this.parts, subgraph, (name) => this.types.get(name), {
          ...options,
          concurrency: this.concurrency.get(subgraph) ?? usual,
        }),
    );
    for (const worker of this.workers) worker.start();
    this.housekeeping.start();
  }

  /** Ends all work in order; what does not end within the deadline goes back to the queue. */
  async stop(): Promise<void> {
    await this.housekeeping.stop();
    await Promise.all(this.workers.map((worker) => worker.stop(this.options.stopDeadlineMs ?? 10_000)));
    await this.parts.dispatcher.stop();
  }

  /** Creates a task with the commit of `tx`, of any store. With an idempotency key it may be an earlier one. */
  async create<T, I extends object>(tx: Tx<T>, wish: NewTask<I>): Promise<Task> {
    return (await this.createOrFind(tx, wish)).task;
  }

  /** Like `create`, and tells whether the task is new. */
  async createOrFind<T, I extends object>(tx: Tx<T>, wish: NewTask<I>): Promise<CreatedTask> {
    const type = this.types.get(wish.type);
    if (!type) throw new Error(`No task type ${wish.type} is registered.`);
    return createTask(this.parts, tx as unknown as Tx, type, wish);
  }

  /** The task of a guid, for the product itself; undefined when there is none. */
  async get(guid: string): Promise<Task | undefined> {
    return (await tasksByGuid(this.parts.store, 'system', [guid])).get(guid.toLowerCase());
  }

  /** The tasks of these guids that the viewer may see, in one statement. */
  byGuids(viewer: Viewer, guids: readonly string[]): Promise<ReadonlyMap<string, Task>> {
    return tasksByGuid(this.parts.store, viewer, guids);
  }

  /** One page of the tasks the viewer may see, the newest first unless told. */
  page(viewer: Viewer, filter: TaskFilter, args: PageArgs, order?: TaskOrder): Promise<Page<Task>> {
    return taskPage(this.parts.store, viewer, filter, args, order);
  }

  /** The newest `limit` tasks that match and the place in the log behind them, for a subscription's first event. */
  picture(viewer: Viewer, filter: TaskFilter, limit: number): Promise<TaskPicture> {
    return taskPicture(this.parts.store, viewer, filter, limit);
  }

  /** Cancels a task; see `cancelTask`. */
  async cancel(guid: string, viewer: Viewer): Promise<Task> {
    return cancelTask(this.parts, guid, viewer);
  }

  /** Waits until `done` holds or the task has ended. SUBGRAPH_TIMEOUT after `timeoutMs`, NOT_FOUND when there is none. */
  waitFor(guid: string, done: (task: Task) => boolean, timeoutMs: number): Promise<Task> {
    return waitForTask(this.parts.store, this.events, guid, done, timeoutMs);
  }

  /** Cursor of the newest task event. Read before a task is created, it misses nothing of that task. */
  async cursorNow(): Promise<string> {
    return cursorOf(taskLog, (await this.events.log.range(taskLog)).head);
  }

  /** The same within the transaction that creates a task: a subscription after it begins with the task's creation. */
  async cursorIn<T>(tx: Tx<T>): Promise<string> {
    return cursorOf(taskLog, await this.events.log.headIn((tx as unknown as Tx).sql, taskLog));
  }
}
