import { Database } from '../subgraphs/kernel/database/database.js';
import { Hints } from '../subgraphs/kernel/database/hints.js';
import { Events } from '../subgraphs/kernel/events/events.js';
import { Identity } from '../subgraphs/kernel/identity/identity.js';
import type { Kernel } from '../subgraphs/kernel/kernel.js';
import { openLog, type Log } from '../subgraphs/kernel/log/log.js';
import { openSecrets } from '../subgraphs/kernel/secrets/secrets.js';
import { Lifecycle } from '../subgraphs/kernel/server/lifecycle.js';
import { kernelTables } from '../subgraphs/kernel/tables.js';
import { Tasks } from '../subgraphs/kernel/tasks/tasks.js';
import type { ConfigSource } from '../subgraphs/kernel/config/load.js';
import type { Subgraph } from '../subgraphs/kernel/subgraph/subgraph.js';
import { openSubgraphs, type SubgraphName } from '../subgraphs/main.js';
import type { Tracing } from '../subgraphs/kernel/telemetry/tracing.js';
import type { ProductConfig } from './config-groups.js';
import { workerNumber } from './serving-worker.js';
import { openTracing } from './tracing.js';

/** What a process runs of the product. */
export interface ProcessPlan {
  /** What it is called in traces. */
  readonly name: string;
  /** Subgraphs open here. */
  readonly subgraphs: readonly SubgraphName[];
  /** Whether it works on the tasks of those subgraphs; otherwise it only creates them. */
  readonly work: boolean;
}

/** A process with its database open, migrated and its parts started. */
export interface RunningProcess {
  readonly kernel: Kernel;
  readonly subgraphs: readonly Subgraph[];
  readonly lifecycle: Lifecycle;
}

/** Opens everything below the network: database, kernel, subgraphs, worker. On failure what was opened is closed again. */
export async function openProcess(
  config: ProductConfig,
  source: ConfigSource,
  plan: ProcessPlan,
  log: Log = openLog({ level: config.kernel.logLevel, worker: workerNumber() }),
): Promise<RunningProcess> {
  const lifecycle = new Lifecycle(log, config.server.shutdownTimeout);
  try {
    const tracing = await openTracing(config, plan.name, log, lifecycle);
    const kernel = await openKernel(config, log, lifecycle, tracing);
    const subgraphs = await openSubgraphs(plan.subgraphs, kernel, source);
    await kernel.database.migrate();
    await lifecycle.add({
      name: 'hints',
      start: () => kernel.hints.start(),
      stop: () => kernel.hints.stop(),
    });
    await lifecycle.add({
      name: 'events',
      start: () => kernel.events.start(),
      stop: () => kernel.events.stop(),
    });
    await lifecycle.add({
      name: 'identity',
      start: () => kernel.identity.start(),
      stop: () => kernel.identity.stop(),
    });
    await lifecycle.add({
      name: 'tasks',
      start: () => kernel.tasks.start({ work: plan.work, concurrency: config.kernel.taskConcurrency }),
      stop: () => kernel.tasks.stop(),
    });
    for (const subgraph of subgraphs) {
      await lifecycle.add({
        name: subgraph.name,
        start: () => subgraph.start(),
        stop: () => subgraph.stop(),
      });
    }
    return { kernel, subgraphs, lifecycle };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** Opens the kernel: the database is open, nothing is migrated or started yet. */
export async function openKernel(
  config: ProductConfig,
  log: Log,
  lifecycle: Lifecycle,
  tracing?: Tracing,
): Promise<Kernel> {
  const { kernel: settings } = config;
  const embedded = settings.databaseUrl === undefined;
  const database = await Database.open(
    { url: settings.databaseUrl, dataDir: settings.dataDir, poolSize: settings.databasePool },
    log,
  );
  await lifecycle.add({ name: 'database', stop: () => database.close() });
  const store = await database.store(kernelTables);
  const hints = new Hints(database.engine, log);
  const events = new Events(store, hints, log, settings.eventRetention);
  const secrets = openSecrets({ configured: config.secrets.secretsKey, embedded, dataDir: settings.dataDir });
  const identity = new Identity({ store, hints, log, config: config.identity });
  const tasks = new Tasks(store, database.engine, hints, events, log, {
    retentionMs: settings.taskRetention,
    tracing,
  });
  return { log, database, store, hints, events, tasks, identity, secrets, tracing };
}
