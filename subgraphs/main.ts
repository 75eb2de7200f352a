import type { ConfigOf, ConfigRows } from './kernel/config/row.js';
import { loadConfig, type ConfigSource } from './kernel/config/load.js';
import { auditMutations } from './kernel/identity/audited-mutations.js';
import type { Kernel } from './kernel/kernel.js';
import type { GraphDefinition } from './kernel/subgraph/federated-schema.js';
import type { Subgraph } from './kernel/subgraph/subgraph.js';

/** The subgraphs of the product, in the order they are opened and composed. */
export const subgraphNames = ['core', 'storage', 'compute', 'metadata', 'backup'] as const;

/** Name of a subgraph of the product. */
export type SubgraphName = (typeof subgraphNames)[number];

/** A subgraph before it is opened. */
export interface SubgraphModule {
  readonly config: ConfigRows;
  readonly open: (kernel: Kernel, config: Readonly<Record<string, unknown>>) => Promise<Subgraph>;
  /** Its graph for printing alone: nothing behind it works. */
  readonly graph: () => GraphDefinition;
}

/** Loaded only when asked for, so that a process pays for what it runs. */
const modules: Readonly<Record<SubgraphName, () => Promise<SubgraphModule>>> = {
  core: async () => {
    const { coreConfig, coreGraph, openCore } = await import('./core/subgraph.js');
    return described(coreConfig, openCore, coreGraph);
  },
  storage: async () => {
    const { storageConfig } = await import('./storage/config.js');
    const { openStorage, storageGraph } = await import('./storage/subgraph.js');
    return described(storageConfig, openStorage, storageGraph);
  },
  compute: async () => {
    const { computeConfig } = await import('./compute/config.js');
    const { computeGraph, openCompute } = await import('./compute/subgraph.js');
    return described(computeConfig, openCompute, computeGraph);
  },
  metadata: async () => {
    const { metadataConfig } = await import('./metadata/config.js');
    const { metadataGraph, openMetadata } = await import('./metadata/subgraph.js');
    return described(metadataConfig, openMetadata, metadataGraph);
  },
  backup: async () => {
    const { backupSettings } = await import('./backup/config.js');
    const { backupGraph, openBackup } = await import('./backup/subgraph.js');
    return described(backupSettings, openBackup, backupGraph);
  },
};

/** The graph of a module is built without parts: its resolvers only keep what they are given. */
function described<R extends ConfigRows>(
  config: R,
  open: (kernel: Kernel, config: ConfigOf<R>) => Promise<Subgraph>,
  graph: (parts: never) => GraphDefinition,
): SubgraphModule {
  return {
    config,
    open: (kernel, values) => open(kernel, values as ConfigOf<R>),
    graph: () => graph(undefined as never),
  };
}

/** Loads one subgraph's code. */
export function subgraphModule(name: SubgraphName): Promise<SubgraphModule> {
  return modules[name]();
}

/** Opens subgraphs in this process: their stores and task types are registered, their mutations audited, nothing runs yet. */
export async function openSubgraphs(
  names: readonly SubgraphName[],
  kernel: Kernel,
  source: ConfigSource,
): Promise<Subgraph[]> {
  const opened: Subgraph[] = [];
  for (const name of names) {
    const module = await subgraphModule(name);
    const subgraph = await module.open(kernel, loadConfig(module.config, source));
    auditMutations(name, subgraph.graph.schema, kernel.identity.audit, kernel.log);
    opened.push(subgraph);
  }
  return opened;
}
