import { pino } from 'pino';
import { Database, type DatabaseOptions } from '../../../subgraphs/kernel/database/database.js';
import { Hints } from '../../../subgraphs/kernel/database/hints.js';
import { Migration0001Events } from '../../../subgraphs/kernel/database/migrations/0001-events.js';
import { Migration0002Tasks } from '../../../subgraphs/kernel/database/migrations/0002-tasks.js';
import type { Store } from '../../../subgraphs/kernel/database/store.js';
import { Events } from '../../../subgraphs/kernel/events/events.js';
import type { NewTask, TaskType } from '../../../subgraphs/kernel/tasks/contract.js';
import { Task } from '../../../subgraphs/kernel/tasks/task.js';
import { Tasks, type TasksOptions, type TasksRole } from '../../../subgraphs/kernel/tasks/tasks.js';

/** The kernel's parts that tasks need, on one database, as one process has them. */
export class TaskHouse {
  private constructor(
    readonly database: Database,
    readonly store: Store,
    readonly hints: Hints,
    readonly events: Events,
    readonly tasks: Tasks,
  ) {}

  /** Opens and migrates; `types` are registered, nothing is started yet. */
  static async open(where: Pick<DatabaseOptions, 'url' | 'dataDir' | 'loadDataDir'>, types: readonly TaskType[], options: TasksOptions = {}): Promise<TaskHouse> {
    const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' }, pino.destination({ dest: 2, sync: true }));
    const database = await Database.open({ poolSize: 5, ...where }, log);
    const store = await database.store({ schema: 'kernel', entities: [Task], migrations: [Migration0001Events, Migration0002Tasks] });
    await database.migrate();
    const hints = new Hints(database.engine, log);
    await hints.start();
    const events = new Events(store, hints, log, 86_400_000);
    events.start();
    const tasks = new Tasks(store, database.engine, hints, events, log, options);
    for (const type of types) tasks.register(type);
    return new TaskHouse(database, store, hints, events, tasks);
  }

  /** Opens and starts in one go. */
  static async start(
    where: Pick<DatabaseOptions, 'url' | 'dataDir' | 'loadDataDir'>,
    types: readonly TaskType[],
    role: TasksRole = { work: true },
    options: TasksOptions = {},
  ): Promise<TaskHouse> {
    const house = await TaskHouse.open(where, types, options);
    await house.tasks.start(role);
    return house;
  }

  create(wish: NewTask): Promise<Task> {
    return this.store.transaction((tx) => this.tasks.create(tx, wish));
  }

  /** The task once it has ended. */
  ended(guid: string, withinMs = 10_000): Promise<Task> {
    return this.tasks.waitFor(guid, () => false, withinMs);
  }

  async close(): Promise<void> {
    await this.tasks.stop();
    await this.events.stop();
    await this.hints.stop();
    await this.database.close();
  }
}
