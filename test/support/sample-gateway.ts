import type { AddressInfo } from 'node:net';
import { givenLinks, LiveFederation } from '../../gateway/federation/live-federation.js';
import { localLink } from '../../gateway/federation/local-link.js';
import { remoteLink } from '../../gateway/federation/remote-link.js';
import type { SubgraphLink } from '../../gateway/federation/subgraph-link.js';
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway/gateway.js';
import { signHop, verifyHop } from '../../subgraphs/kernel/identity/hop.js';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import {
  createSubgraphServer,
  type SubgraphServer,
  type SubgraphServerOptions,
} from '../../subgraphs/kernel/server/subgraph-server.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import { silentLog } from './engines.js';
import { sampleWorld, type SampleWorld } from './sample-subgraphs.js';

/** Where the sample's subgraphs run. */
export const placements = ['in process', 'remote'] as const;
export type Placement = (typeof placements)[number];

const secret = ['a-secret-for-tests-that-is-long-enough'];

/** A gateway over the sample world, listening on a free port. */
export interface SampleGateway {
  readonly world: SampleWorld;
  readonly gateway: Gateway;
  readonly url: string;
  /** The servers of remote subgraphs, by name. */
  readonly servers: ReadonlyMap<string, SubgraphServer>;
  /** Ends the server of a remote subgraph, and gives the way to start one again in its place. */
  stopServer(name: string): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export async function startSampleGateway(
  placement: Placement,
  given: Partial<GatewayOptions> | ((world: SampleWorld) => Partial<GatewayOptions>) = {},
  ofServers: Pick<SubgraphServerOptions, 'tracing'> = {},
): Promise<SampleGateway> {
  const world = sampleWorld();
  const options = typeof given === 'function' ? given(world) : given;
  const servers = new Map<string, SubgraphServer>();
  const links: SubgraphLink[] = [];
  for (const subgraph of world.subgraphs) {
    if (placement === 'in process') links.push(localLink(subgraph, silentLog));
    else links.push(await serveRemotely(subgraph, servers, ofServers));
  }
  const gateway = await createGateway({
    federation: new LiveFederation(world.supergraphSdl, givenLinks(links)),
    viewers: { identify, onceEnded: () => () => undefined },
    log: silentLog,
    introspection: true,
    allowedOrigins: ['https://portal.example.org'],
    dialects: [],
    ready: () => Promise.resolve(),
    ...options,
  });
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await gateway.close();
    await Promise.all([...servers.values()].map((server) => server.close()));
  };
  const stopServer = async (name: string): Promise<() => Promise<void>> => {
    const subgraph = world.subgraphs.find((one) => one.name === name);
    const server = servers.get(name);
    if (!subgraph || !server) throw new Error(`No server of ${name} runs.`);
    const { port } = server.app.server.address() as AddressInfo;
    await server.close();
    return async () => void servers.set(name, await openServer(subgraph, port, ofServers));
  };
  return { world, gateway, url, servers, stopServer, close };
}

function identify(token: string | undefined): Promise<Viewer> {
  if (token === undefined) return Promise.resolve(openViewer);
  if (token === 'good') return Promise.resolve({ ...openViewer, kind: 'token', userId: 'ann' });
  return Promise.reject(new Fault('UNAUTHENTICATED', 'The token is not valid.'));
}

async function openServer(
  subgraph: Subgraph,
  port: number,
  options: Pick<SubgraphServerOptions, 'tracing'>,
): Promise<SubgraphServer> {
  const server = createSubgraphServer({
    ...options,
    subgraph,
    log: silentLog,
    ready: () => Promise.resolve(),
    verifyHop: (hop) => verifyHop(secret, hop, { audience: subgraph.name }),
  });
  await server.app.listen({ host: '127.0.0.1', port });
  return server;
}

async function serveRemotely(
  subgraph: Subgraph,
  servers: Map<string, SubgraphServer>,
  options: Pick<SubgraphServerOptions, 'tracing'>,
): Promise<SubgraphLink> {
  const { name } = subgraph;
  const server = await openServer(subgraph, 0, options);
  servers.set(name, server);
  const { port } = server.app.server.address() as AddressInfo;
  return remoteLink({
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    timeoutMs: 500,
    health: 'route',
    log: silentLog,
    signHop: (context) =>
      signHop(secret, {
        viewer: context.viewer,
        requestId: context.requestId,
        origin: context.origin,
        audience: name,
      }),
  });
}

/** Posts an operation and reads the answer. */
export async function post(
  url: string,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<{
  status: number;
  body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
  };
}> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: (await response.json()) as never };
}
