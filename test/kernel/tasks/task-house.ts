import { once } from 'node:events';
import { sql } from 'kysely';
import type { Database } from '../../../subgraphs/kernel/database/database.js';
import { Hints } from '../../../subgraphs/kernel/database/hints.js';
import { Migration0001Events } from '../../../subgraphs/kernel/database/migrations/0001-events.js';
import { Migration0002Tasks } from '../../../subgraphs/kernel/database/migrations/0002-tasks.js';
import { Migration0004TaskLanes } from '../../../subgraphs/kernel/database/migrations/0004-task-lanes.js';
import type { Store } from '../../../subgraphs/kernel/database/store.js';
import type { LoggedEvent } from '../../../subgraphs/kernel/events/event.js';
import { Events } from '../../../subgraphs/kernel/events/events.js';
import type { NewTask, TaskType } from '../../../subgraphs/kernel/tasks/contract.js';
import { Task } from '../../../subgraphs/kernel/tasks/task.js';
import { Tasks, type TasksOptions, type TasksRole } from '../../../subgraphs/kernel/tasks/tasks.js';
import { openTestDatabase, silentLog, type EngineKind } from '../../support/engines.js';

/** What a task of the test does. */
export type Work = TaskType['run'];

/** The kernel's parts that tasks need, on one database, as one process has them. */
export class TaskHouse {
  readonly tasks: Tasks;
  private readonly works = new Map<string, Work>();

  private constructor(
    readonly database: Database,
    readonly store: Store,
    readonly hints: Hints,
    readonly events: Events,
    private readonly options: TasksOptions,
  ) {
    this.tasks = this.again();
  }

  /** Opens and migrates on a database of its own; the tasks are not started. */
  static async open(kind: EngineKind, options: TasksOptions = {}): Promise<TaskHouse> {
    return TaskHouse.openOn(await openTestDatabase(kind), options);
  }

  /** The same on a given database. */
  static async openOn(database: Database, options: TasksOptions = {}): Promise<TaskHouse> {
    const store = await database.store({
      schema: 'kernel',
      entities: [Task],
      migrations: [Migration0001Events, Migration0002Tasks, Migration0004TaskLanes],
    });
    await database.migrate();
    const hints = new Hints(database.engine, silentLog);
    await hints.start();
    const events = new Events(store, hints, silentLog, 86_400_000);
    events.start();
    return new TaskHouse(database, store, hints, events, options);
  }

  /** Opens, migrates and works. */
  static async start(
    kind: EngineKind,
    role: Partial<TasksRole> = {},
    options: TasksOptions = {},
  ): Promise<TaskHouse> {
    const house = await TaskHouse.open(kind, options);
    await house.tasks.start({ work: true, ...role });
    return house;
  }

  /** A further task engine on the same database, not started. Its one type fails for good at the third failure. */
  again(): Tasks {
    const tasks = new Tasks(this.store, this.database.engine, this.hints, this.events, silentLog, {
      firstRestMs: 20,
      ...this.options,
    });
    tasks.register({
      name: 'compute.test',
      subgraph: 'compute',
      meaning: 'Does what the test says.',
      maxAttempts: 3,
      run: (run) => this.workOf(run.input)(run),
    });
    return tasks;
  }

  /** A task that does `work`, as it is to be created. */
  wish(work: Work = () => Promise.resolve(undefined), rest: Partial<NewTask> = {}): NewTask {
    const name = crypto.randomUUID();
    this.works.set(name, work);
    return { type: 'compute.test', title: 'A test', input: { name }, ...rest };
  }

  /** Creates a task that does `work`. */
  run(work?: Work, rest?: Partial<NewTask>): Promise<Task> {
    return this.create(this.wish(work, rest));
  }

  create(wish: NewTask): Promise<Task> {
    return this.store.transaction((tx) => this.tasks.create(tx, wish));
  }

  /** The task once it has ended. */
  ended(guid: string, withinMs = 10_000): Promise<Task> {
    return this.tasks.waitFor(guid, () => false, withinMs);
  }

  /** The task once it runs. */
  running(guid: string): Promise<Task> {
    return this.tasks.waitFor(guid, (task) => task.state === 'RUNNING', 10_000);
  }

  /** All logged events of a task, oldest first. */
  async eventsOf(guid: string): Promise<LoggedEvent[]> {
    const events = await this.events.log.read('core', 0, 100_000);
    return events.filter((event) => event.subject === guid);
  }

  /** Guids that lie in the queues. */
  async pointers(): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`select id from pgboss.job`.execute(this.store.sql);
    return rows.map((row) => row.id);
  }

  /** Makes another attempt take the task over, behind the back of the one that runs. */
  async takeOver(guid: string): Promise<void> {
    await sql`update kernel.task set attempts = attempts + 1 where guid = ${guid}`.execute(this.store.sql);
  }

  async close(): Promise<void> {
    await this.tasks.stop();
    await this.closeParts();
  }

  /** Closes all but the tasks, for a process that has stopped them. */
  async closeParts(): Promise<void> {
    await this.events.stop();
    await this.hints.stop();
    await this.database.close();
  }

  private workOf(input: object): Work {
    const work = 'name' in input ? this.works.get(String(input.name)) : undefined;
    if (!work) throw new Error('This task is of another test.');
    return work;
  }
}

/** A promise that the test settles itself. */
export function signal(): { readonly promise: Promise<void>; readonly fire: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, fire: resolve };
}

/** Work that only ends when it is told to by its signal. */
export const untilAborted: Work = async (run) => {
  if (!run.signal.aborted) await once(run.signal, 'abort');
  throw run.signal.reason;
};
