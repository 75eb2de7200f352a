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
import type { Tracing } from '../telemetry/tracing.js';
import { AttemptCounts } from './attempt-counts.js';
import { cancelTask } from './cancel.js';
import type { NewTask, TaskType } from './contract.js';
import { createTasks, type CreatedTask } from './create.js';
import { Dispatcher } from './dispatcher.js';
import { cancelTasks, removeTasks, type GivenUp } from './give-up.js';
import { Housekeeping } from './housekeeping.js';
import { isPlaceName, laneOf, queueOf } from './lanes.js';
import { placeTopic, type TaskParts } from './parts.js';
import {
  taskPage,
  taskPicture,
  tasksByGuid,
  type TaskFilter,
  type TaskOrder,
  type TaskPicture,
} from './query.js';
import { failWaiting } from './fail-waiting.js';
import { releaseDead } from './release-dead.js';
import type { TaskError } from './task-error.js';
import type { Task } from './task.js';
import { taskLog } from './task-events.js';
import type { TaskReader } from './task-row.js';
import { waitForTask } from './wait-for.js';
import { waitingOf, type Waiting } from './waiting.js';
import { Worker } from './worker.js';

/** Settings of the task engine. */
export interface TasksOptions {
  /** How long ended tasks are kept, in milliseconds; 30 days unless given. */
  readonly retentionMs?: number;
  /** Rest after a first failure, in milliseconds; 1000 unless given. It doubles with each further one, up to a minute. */
  readonly firstRestMs?: number;
  /** How long running work may take to end when the process stops, in milliseconds; 10 000 unless given. */
  readonly stopDeadlineMs?: number;
  /** What attempts are traced by; nothing unless given. */
  readonly tracing?: Tracing | undefined;
}

/** The part a process takes. */
export interface TasksRole {
  /** Whether it works on the tasks of the subgraphs whose types it knows, or only creates them. */
  readonly work: boolean;
  /** Tasks of one lane at the same time, where `workAtOnce` says nothing else; 4 unless given. */
  readonly concurrency?: number;
}

const usualRetentionMs = 30 * 86_400_000;

/**
 * The one task engine (graph.md, "Tasks"). A task is a row of `kernel.task`; pg-boss holds a pointer to
 * it and decides who works on it next. Types are registered before `start`; tasks are created after it.
 */
export class Tasks {
  /** What came of the attempts of this process. */
  readonly counts = new AttemptCounts();
  private readonly types = new Map<string, TaskType>();
  private readonly concurrency = new Map<string, number>();
  private readonly places = new Map<string, string>();
  private readonly parts: TaskParts;
  private readonly housekeeping: Housekeeping;
  private workers: Worker[] = [];
  private started = false;
  private offHints: (() => void) | undefined;
  private learning: Promise<void> = Promise.resolve();

  constructor(
    /** The store of schema `kernel`. */
    store: Store,
    private readonly engine: Engine,
    hints: Hints,
    private readonly events: Events,
    log: Log,
    private readonly options: TasksOptions = {},
  ) {
    const dispatcher = new Dispatcher(engine, log);
    const { tracing } = options;
    this.parts = { store, dispatcher, hints, events, log, types: this.types, counts: this.counts, tracing };
    this.housekeeping = new Housekeeping(this.parts, options.retentionMs ?? usualRetentionMs);
  }

  /** Makes a kind of work known; before `start`. */
  register<I extends object>(type: TaskType<I>): void {
    if (this.started) throw new Error(`Register the task type ${type.name} before the tasks are started.`);
    if (this.types.has(type.name)) throw new Error(`The task type ${type.name} is registered already.`);
    if (!type.name.startsWith(`${type.subgraph}.`))
      throw new Error(`The task type ${type.name} must begin with "${type.subgraph}.".`);
    const lane = laneOf(type);
    if (lane !== type.subgraph && !lane.startsWith(`${type.subgraph}.`))
      throw new Error(`The lane ${lane} of ${type.name} must begin with "${type.subgraph}.".`);
    this.types.set(type.name, type as unknown as TaskType);
  }

  /** Works on more or fewer tasks of one lane at once than the role says; before `start`. A lane is named like its subgraph unless types say otherwise. */
  workAtOnce(lane: string, concurrency: number): void {
    this.concurrency.set(lane, concurrency);
  }

  /** Names the place where this process works on the tasks of a subgraph: it takes those that must run there besides those that may anywhere. Before `start`. */
  workAt(subgraph: string, place: string): void {
    if (!isPlaceName(place)) throw new Error(`"${place}" cannot be the name of a place.`);
    this.places.set(subgraph, place);
  }

  /** The registered types, by name. */
  get registered(): readonly TaskType[] {
    return [...this.types.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Whether this process works on tasks, or only creates them; known from `start` on. */
  get works(): boolean {
    return this.workers.length > 0;
  }

  /** Attempts that run in this process now. */
  get load(): number {
    return this.workers.reduce((sum, worker) => sum + worker.load, 0);
  }

  /** Starts the queues and, when the process works, its workers. The database is migrated by then. */
  async start(role: TasksRole): Promise<void> {
    this.started = true;
    const lanes = new Map(this.registered.map((type) => [laneOf(type), type.subgraph]));
    const own = role.work ? [...lanes].filter(([, subgraph]) => this.places.has(subgraph)) : [];
    const placed = own.map(([lane, subgraph]) => queueOf(lane, this.places.get(subgraph)));
    await this.parts.dispatcher.start([...lanes.keys(), ...placed], role.work);
    this.offHints = this.parts.hints.on(placeTopic, () => this.learnPlaces());
    if (placed.length > 0) await this.parts.store.transaction((tx) => this.parts.hints.send(tx, placeTopic));
    if (!role.work) return;
    const usual = role.concurrency ?? 4;
    const options = {
      firstRestMs: this.options.firstRestMs ?? 1000,
      name: `${hostname()}:${process.pid}`,
    };
    if (this.engine.kind === 'embedded') await releaseDead(this.parts);
    this.workers = [...lanes].map(
      ([lane, subgraph]) =>
        new Worker(this.parts, lane, {
          ...options,
          concurrency: this.concurrency.get(lane) ?? usual,
          place: this.places.get(subgraph),
        }),
    );
    for (const worker of this.workers) worker.start();
    this.housekeeping.start();
  }

  /** The queues of places that other processes made, so that tasks can be created for them inside a transaction. */
  private learnPlaces(): void {
    this.learning = this.learning
      .then(async () => this.parts.dispatcher.learn(await this.parts.dispatcher.queues()))
      .catch((err: unknown) => this.parts.log.warn({ err }, 'New queues could not be learned'));
  }

  /** Ends all work in order; what does not end within the deadline goes back to the queue. */
  async stop(): Promise<void> {
    this.offHints?.();
    await this.learning;
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
    const [made] = await this.createAll(tx, [wish]);
    if (!made) throw new Error('A task was neither created nor found.');
    return made;
  }

  /** Creates many tasks with the commit of `tx`, in a handful of statements; answers in their order. All of them or none. */
  async createAll<T, I extends object>(tx: Tx<T>, wishes: readonly NewTask<I>[]): Promise<CreatedTask[]> {
    return createTasks(this.parts, tx as unknown as Tx, wishes);
  }

  /**
   * Fails those of these tasks that still wait, with the commit of `tx`; what a worker is just taking goes on. Their
   * pointers are dropped when they are met.
   */
  async failWaiting<T>(tx: Tx<T>, guids: readonly string[], error: TaskError): Promise<Task[]> {
    return failWaiting(this.parts, tx as unknown as Tx, guids, error);
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

  /** Cancels all of these that have not ended and that the reader may see; see `cancelTasks`. */
  cancelAll(guids: readonly string[], reader: TaskReader): Promise<GivenUp> {
    return cancelTasks(this.parts, guids, reader);
  }

  /** Removes ended tasks and cancels the others, a waiting one to be removed at once; see `removeTasks`. */
  remove(guids: readonly string[], reader: TaskReader): Promise<GivenUp> {
    return removeTasks(this.parts, guids, reader);
  }

  /** Why queued tasks wait, by guid; who may ask about them is the caller's business. */
  waiting(guids: readonly string[]): Promise<ReadonlyMap<string, Waiting>> {
    return waitingOf(this.parts.store, guids);
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
