import { loadConfig } from '../../subgraphs/kernel/config/load.js';
import { Hints } from '../../subgraphs/kernel/database/hints.js';
import { Migration0001Events } from '../../subgraphs/kernel/database/migrations/0001-events.js';
import { Migration0002Tasks } from '../../subgraphs/kernel/database/migrations/0002-tasks.js';
import { Migration0004TaskLanes } from '../../subgraphs/kernel/database/migrations/0004-task-lanes.js';
import { Migration0005Webhooks } from '../../subgraphs/kernel/database/migrations/0005-webhooks.js';
import type { Store } from '../../subgraphs/kernel/database/store.js';
import { Events } from '../../subgraphs/kernel/events/events.js';
import type { Account } from '../../subgraphs/kernel/identity/account.js';
import { identityConfig } from '../../subgraphs/kernel/identity/config.js';
import { Identity } from '../../subgraphs/kernel/identity/identity.js';
import { identityTables } from '../../subgraphs/kernel/identity/tables.js';
import type { Role, Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { randomKeyRing } from '../../subgraphs/kernel/secrets/key-ring.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import { SubgraphExecutor, type SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { NewTask } from '../../subgraphs/kernel/tasks/contract.js';
import { Task } from '../../subgraphs/kernel/tasks/task.js';
import { Tasks } from '../../subgraphs/kernel/tasks/tasks.js';
import { openCore } from '../../subgraphs/core/subgraph.js';
import { auditMutations } from '../../subgraphs/kernel/identity/audited-mutations.js';
import { CountingPasswords, testCost } from '../kernel/identity/identity-fixture.js';
import { openTestDatabase, silentLog, type EngineKind } from '../support/engines.js';

/** Password of every account the house makes. */
export const password = 'correct horse battery';

/** Data of an answer, or the codes of its errors. */
export interface Answer {
  readonly data: Record<string, unknown> | null | undefined;
  readonly codes: readonly unknown[];
  readonly response: SubgraphResponse;
}

/** Core on a database of its own, with tasks that run for as long as the test likes. */
export class CoreHouse {
  private constructor(
    readonly store: Store,
    readonly identity: Identity,
    readonly passwords: CountingPasswords,
    readonly tasks: Tasks,
    readonly events: Events,
    private readonly executor: SubgraphExecutor,
    private readonly closers: readonly (() => Promise<void>)[],
  ) {}

  static async open(kind: EngineKind): Promise<CoreHouse> {
    const database = await openTestDatabase(kind);
    const store = await database.store({
      schema: 'kernel',
      entities: [Task, ...identityTables.entities],
      migrations: [
        Migration0001Events,
        Migration0002Tasks,
        ...identityTables.migrations,
        Migration0004TaskLanes,
        Migration0005Webhooks,
      ],
    });
    await database.migrate();
    const hints = new Hints(database.engine, silentLog);
    const events = new Events(store, hints, silentLog, 86_400_000);
    const passwords = new CountingPasswords(12, testCost);
    const config = loadConfig(identityConfig, { env: {}, options: {} });
    const identity = new Identity({ store, hints, log: silentLog, config, passwords });
    const tasks = new Tasks(store, database.engine, hints, events, silentLog);
    tasks.register({
      name: 'compute.test',
      subgraph: 'compute',
      meaning: 'Does nothing.',
      maxAttempts: 1,
      run: () => Promise.resolve(undefined),
    });
    const core = await openCore({
      store,
      events,
      tasks,
      identity,
      hints,
      secrets: new Secrets(randomKeyRing()),
    });
    auditMutations('core', core.graph.schema, identity.audit, silentLog);
    await hints.start();
    identity.start();
    await tasks.start({ work: false });
    const closers = [
      () => tasks.stop(),
      () => identity.stop(),
      () => events.stop(),
      () => hints.stop(),
      () => database.close(),
    ];
    return new CoreHouse(
      store,
      identity,
      passwords,
      tasks,
      events,
      new SubgraphExecutor('core', core.graph, silentLog),
      closers,
    );
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
  }

  account(name: string, role: Role, tenantId: string | null = null): Promise<Account> {
    return this.identity.accounts.create({ name, password, role, tenantId });
  }

  /** The viewer of a fresh session of an account. */
  async viewer(name: string, role: Role, tenantId: string | null = null): Promise<Viewer> {
    await this.account(name, role, tenantId);
    return (await this.identity.login(name, password, { address: null, userAgent: null, requestId: 'setup' }))
      .viewer;
  }

  /** A waiting task. */
  task(wish: Partial<NewTask> = {}): Promise<Task> {
    return this.store.transaction((tx) =>
      this.tasks.create(tx, { type: 'compute.test', title: 'A test', input: {}, ...wish }),
    );
  }

  async ask(viewer: Viewer, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const response = await this.executor.execute({ query, variables }, new RequestContext(viewer));
    return {
      data: response.data && plain(response.data),
      codes: response.errors?.map((error) => error.extensions?.['code']) ?? [],
      response,
    };
  }

  /** Opens a subscription; its answers come as `Answer`s. */
  async follow(
    viewer: Viewer,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<AsyncIterableIterator<SubgraphResponse>> {
    const opened = await this.executor.subscribe({ query, variables }, () => new RequestContext(viewer));
    if (!(Symbol.asyncIterator in opened)) throw new Error(JSON.stringify(opened));
    return opened;
  }
}

/** Without graphql-js's null prototypes, which deepEqual minds. */
function plain(data: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
}
