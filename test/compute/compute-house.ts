import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { givenLinks, LiveFederation } from '../../gateway/federation/live-federation.js';
import { localLink } from '../../gateway/federation/local-link.js';
import { createGateway, type Gateway } from '../../gateway/gateway.js';
import { createOrchestratorDialect } from '../../gateway/rest/orchestrator/dialect.js';
import type { TokenAuth } from '../../gateway/rest/server-tokens.js';
import { composeSupergraph } from '../../schema/compose.js';
import { computeConfig, type ComputeConfig } from '../../subgraphs/compute/config.js';
import type { DriverType } from '../../subgraphs/compute/drivers/driver.js';
import { openCompute } from '../../subgraphs/compute/subgraph.js';
import { loadConfig } from '../../subgraphs/kernel/config/load.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog, type EngineKind } from '../support/engines.js';
import { SubgraphClient } from '../support/subgraph-client.js';

/** How a test's compute subgraph differs from a fresh installation. */
export interface ComputeHouseOptions {
  readonly kind?: EngineKind;
  readonly config?: Partial<ComputeConfig>;
  readonly drivers?: readonly DriverType[];
  /** Whether tasks are worked on; true unless told. */
  readonly work?: boolean;
}

/** The compute subgraph of a test with the kernel's parts it needs, working, on a database of its own. */
export class ComputeHouse extends SubgraphClient {
  private constructor(
    readonly kernel: TaskHouse,
    readonly subgraph: Subgraph,
    readonly config: ComputeConfig,
  ) {
    super(subgraph.name, subgraph.graph);
  }

  static async open(options: ComputeHouseOptions = {}): Promise<ComputeHouse> {
    return ComputeHouse.openOn(await TaskHouse.open(options.kind ?? 'embedded'), options);
  }

  /** The same with kernel parts that are open. */
  static async openOn(kernel: TaskHouse, options: ComputeHouseOptions = {}): Promise<ComputeHouse> {
    const config = { ...loadConfig(computeConfig, { env: {}, options: {} }), ...options.config };
    const { database, events, tasks } = kernel;
    const subgraph = await openCompute({ database, events, tasks, log: silentLog }, config, options.drivers);
    await database.migrate();
    await subgraph.start();
    await tasks.start({ work: options.work ?? true });
    return new ComputeHouse(kernel, subgraph, config);
  }

  async close(): Promise<void> {
    await this.subgraph.stop();
    await this.kernel.close();
  }
}

/** Stands for the subgraphs that compute's graph leans on. */
const neighbours = {
  core: `type Query { greeting: String } type Mutation { login(input: LoginInput!): LoginPayload }
    input LoginInput { name: String! password: String! } type LoginPayload { token: String }
    type Task @key(fields: "guid") { guid: ID! }`,
  storage: `type Query { storageHosts: [StorageHost] }
    type StorageHost @key(fields: "id") { id: ID! ipAddress: String }`,
  metadata: `type Query { backupRecords: [BackupRecord] }
    type BackupRecord @key(fields: "id") { id: ID! hostName: String! }
    type BackupClient @key(fields: "id") { id: ID! hostName: String }`,
};

/** A gateway with the Orchestrator's API over a compute house, listening on a free port. */
export interface OrchestratorHouse {
  readonly compute: ComputeHouse;
  readonly gateway: Gateway;
  readonly url: string;
  close(): Promise<void>;
}

const openDoor: TokenAuth = {
  mode: 'auto',
  identity: {
    mode: () => Promise.resolve('open'),
    viewerOf: () => Promise.reject(new Error('No tokens here.')),
  },
};

/** Puts a gateway before a compute subgraph. */
export async function startOrchestrator(
  options: ComputeHouseOptions = {},
  auth: TokenAuth = openDoor,
  login: (input: object) => unknown = () => null,
): Promise<OrchestratorHouse> {
  const compute = await ComputeHouse.open(options);
  const federation =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external"])';
  const others = Object.entries(neighbours).map(([name, types]): Subgraph => {
    const sdl = `${federation}\n${types}`;
    const resolvers =
      name === 'core'
        ? { Mutation: { login: (_: unknown, { input }: { input: object }) => login(input) } }
        : {};
    return {
      name,
      graph: { sdl, schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]) },
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
  });
  const subgraphs = [compute.subgraph, ...others];
  const gateway = await createGateway({
    federation: new LiveFederation(
      composeSupergraph(subgraphs.map(({ name, graph }) => ({ name, sdl: graph.sdl }))),
      givenLinks(subgraphs.map((subgraph) => localLink(subgraph, silentLog))),
    ),
    viewers: { identify: () => Promise.resolve(openViewer), onceEnded: () => () => undefined },
    log: silentLog,
    introspection: true,
    allowedOrigins: [],
    dialects: [createOrchestratorDialect(auth)],
    ready: () => Promise.resolve(),
  });
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await gateway.close();
    await compute.close();
  };
  return { compute, gateway, url, close };
}
