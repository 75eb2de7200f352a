import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { givenLinks, LiveFederation } from '../../../../gateway/federation/live-federation.js';
import { localLink } from '../../../../gateway/federation/local-link.js';
import { createGateway } from '../../../../gateway/gateway.js';
import { freezerConfig } from '../../../../gateway/rest/freezer/config.js';
import { createFreezerDialect } from '../../../../gateway/rest/freezer/dialect.js';
import type { ServerAccounts } from '../../../../gateway/rest/freezer/identity-mode.js';
import type { KeystoneTokens } from '../../../../gateway/rest/freezer/keystone-tokens.js';
import { answerUpdateVerb } from '../../../../gateway/rest/freezer/update-verb.js';
import { composeSupergraph } from '../../../../schema/compose.js';
import { loadConfig } from '../../../../subgraphs/kernel/config/load.js';
import type { ConfigOf } from '../../../../subgraphs/kernel/config/row.js';
import { Fault } from '../../../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { federatedGraph } from '../../../../subgraphs/kernel/subgraph/federated-schema.js';
import type { Subgraph } from '../../../../subgraphs/kernel/subgraph/subgraph.js';
import { metadataGraph } from '../../../../subgraphs/metadata/subgraph.js';
import { silentLog, type EngineKind } from '../../../support/engines.js';
import { openMetadataFixture, type MetadataFixture } from '../../../metadata/metadata-fixture.js';

/** Settings of the dialect that a test changes. */
export type FreezerSettings = Partial<ConfigOf<typeof freezerConfig>>;

/** A gateway with the metadata subgraph and the Freezer API, listening on a free port. */
export interface FreezerGateway {
  readonly url: string;
  readonly fixture: MetadataFixture;
  close(): Promise<void>;
}

/** What a test puts in the place of the server's. */
export interface FreezerParts {
  readonly accounts?: ServerAccounts;
  /** Asked in the mode `keystone`. */
  readonly keystone?: KeystoneTokens;
}

export async function startFreezer(
  settings: FreezerSettings = {},
  kind: EngineKind = 'embedded',
  { accounts = noAccounts, keystone }: FreezerParts = {},
): Promise<FreezerGateway> {
  const fixture = await openMetadataFixture(kind);
  const subgraphs = [subgraphOf('metadata', federatedGraph(metadataGraph(fixture.parts))), nodesOfCompute()];
  const dialect = createFreezerDialect(freezerSettings(settings), accounts, keystone);
  const gateway = await createGateway({
    federation: new LiveFederation(
      composeSupergraph(subgraphs.map(({ name, graph }) => ({ name, sdl: graph.sdl }))),
      givenLinks(subgraphs.map((subgraph) => localLink(subgraph, silentLog))),
    ),
    viewers: { identify: () => Promise.resolve(openViewer), onceEnded: () => () => undefined },
    log: silentLog,
    introspection: true,
    allowedOrigins: [],
    dialects: [dialect],
    ready: () => Promise.resolve(),
    onForeignPacket: (app) => (packet, socket) =>
      answerUpdateVerb(packet, socket, {
        inject: (request) => app().inject(request),
        bodyLimit: dialect.bodyLimit,
        timeoutMs: 500,
      }),
  });
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await gateway.close();
    await fixture.close();
  };
  return { url, fixture, close };
}

/** A server without any account. */
export const noAccounts: ServerAccounts = {
  mode: () => Promise.resolve('open'),
  viewerOf: () => Promise.reject(new Fault('UNAUTHENTICATED', 'There is no account.')),
  login: () => Promise.reject(new Fault('UNAUTHENTICATED', 'There is no account.')),
};

/** The dialect's settings at their defaults, with these instead. */
export function freezerSettings(settings: FreezerSettings = {}): ConfigOf<typeof freezerConfig> {
  return { ...loadConfig(freezerConfig, { env: {}, options: {} }), ...settings };
}

/** Compute and backup as far as metadata's stubs of machines need them. */
function nodesOfCompute(): Subgraph {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type ComputeNode @key(fields: "id") { id: ID! name: String! }
    type VirtualMachine @key(fields: "id") { id: ID! name: String! hostName: String }
    type Query { computeNodes: [ComputeNode!] }`;
  return subgraphOf('compute', { sdl, schema: buildSubgraphSchema([{ typeDefs: parse(sdl) }]) });
}

function subgraphOf(name: string, graph: Subgraph['graph']): Subgraph {
  return { name, graph, start: () => Promise.resolve(), stop: () => Promise.resolve() };
}
