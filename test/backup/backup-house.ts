import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../subgraphs/kernel/config/load.js';
import { parseKeyRing, randomKeyRing } from '../../subgraphs/kernel/secrets/key-ring.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import { backupSettings, type BackupConfig } from '../../subgraphs/backup/config.js';
import type { BackupParts } from '../../subgraphs/backup/services/parts.js';
import type { WorkFunctions } from '../../subgraphs/backup/services/work-contract.js';
import { openBackupParts, runBackup } from '../../subgraphs/backup/subgraph.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog, type EngineKind } from '../support/engines.js';
import { SubgraphClient } from '../support/subgraph-client.js';

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
export class BackupHouse extends SubgraphClient {
  private constructor(
    readonly kernel: TaskHouse,
    readonly parts: BackupParts,
    readonly subgraph: Subgraph,
    private readonly dataDir: string,
  ) {
    super(subgraph.name, subgraph.graph);
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

  async close(): Promise<void> {
    await this.subgraph.stop();
    await this.kernel.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
