import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../subgraphs/kernel/config/load.js';
import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { parseKeyRing, randomKeyRing } from '../../subgraphs/kernel/secrets/key-ring.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { SubgraphExecutor, type SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import { backupSettings, type BackupConfig } from '../../subgraphs/backup/config.js';
import type { BackupParts } from '../../subgraphs/backup/services/parts.js';
import type { WorkFunctions } from '../../subgraphs/backup/services/work-contract.js';
import { openBackupParts, runBackup } from '../../subgraphs/backup/subgraph.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog, type EngineKind } from '../support/engines.js';

/** How a test's backup subgraph differs from a fresh installation. */
export interface BackupHouseOptions {
  readonly kind?: EngineKind;
  readonly config?: Partial<BackupConfig>;
  /** Whether tasks are worked on; true unless told. */
  readonly work?: boolean;
  /** Key of the secrets as configured; a random one unless told. */
  readonly secretsKey?: string;
  /** What does the work; that of the product unless told. */
  readonly functions?: WorkFunctions;
}

/** The backup subgraph of a test with the kernel's parts it needs, working, on a database of its own. */
export class BackupHouse {
  private readonly executor: SubgraphExecutor;

  private constructor(
    readonly kernel: TaskHouse,
    readonly parts: BackupParts,
    readonly subgraph: Subgraph,
    private readonly dataDir: string,
  ) {
    this.executor = new SubgraphExecutor(subgraph.name, subgraph.graph, silentLog);
  }

  static async open(options: BackupHouseOptions = {}): Promise<BackupHouse> {
    return BackupHouse.openOn(await TaskHouse.open(options.kind ?? 'embedded'), options);
  }

  /** The same with kernel parts that are open. */
  static async openOn(kernel: TaskHouse, options: BackupHouseOptions = {}): Promise<BackupHouse> {
    const dataDir = await mkdtemp(join(tmpdir(), 'infragraph-backup-'));
    const config = { ...loadConfig(backupSettings, { env: {}, options: {} }), dataDir, ...options.config };
    const { database, events, hints, tasks } = kernel;
    const { secretsKey } = options;
    const parts = await openBackupParts(
      {
        database,
        events,
        hints,
        tasks,
        log: silentLog,
        secrets: new Secrets(secretsKey === undefined ? randomKeyRing() : parseKeyRing(secretsKey)),
        identity: { mode: () => Promise.resolve('open') },
      },
      config,
    );
    const subgraph = runBackup(parts, options.functions);
    await database.migrate();
    await tasks.start({ work: options.work ?? true });
    await subgraph.start();
    return new BackupHouse(kernel, parts, subgraph, dataDir);
  }

  /** Executes an operation on the subgraph alone; the answer is as it would be over the wire. */
  async execute(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    viewer: Viewer = openViewer,
  ): Promise<SubgraphResponse> {
    const response = await this.executor.execute({ query, variables }, new RequestContext(viewer));
    return JSON.parse(JSON.stringify(response)) as SubgraphResponse;
  }

  /** The data of an operation that must succeed. */
  async data<T>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    viewer: Viewer = openViewer,
  ): Promise<T> {
    const { data, errors } = await this.execute(query, variables, viewer);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data as T;
  }

  /** The one error of an operation that must fail. */
  async fault(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    viewer: Viewer = openViewer,
  ): Promise<{ message: string; code: unknown; reason: unknown }> {
    const { errors } = await this.execute(query, variables, viewer);
    const error = errors?.[0];
    if (!error) throw new Error('The operation succeeded.');
    return { message: error.message, code: error.extensions?.['code'], reason: error.extensions?.['reason'] };
  }

  /** Subscribes to the subgraph alone. */
  async subscribe(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    viewer: Viewer = openViewer,
  ): Promise<AsyncIterableIterator<SubgraphResponse>> {
    const source = await this.executor.subscribe({ query, variables }, () => new RequestContext(viewer));
    if (!(Symbol.asyncIterator in source)) throw new Error(JSON.stringify(source.errors));
    return source;
  }

  async close(): Promise<void> {
    await this.subgraph.stop();
    await this.kernel.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
