import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rivalPackage } from './rival-package.js';
import { listensAt, supergraphSdl, variant } from './world-folder.js';

interface GatewayRuntime {
  createGatewayRuntime(options: Readonly<Record<string, unknown>>): RequestListener;
}

/** Hive Gateway's runtime on Node's HTTP server, as its documentation starts it: variants are its planner and sharing. */
const chosen = new Set(variant?.split('+'));
const { createGatewayRuntime } = await rivalPackage<GatewayRuntime>('@graphql-hive/gateway-runtime');
const planner = chosen.has('rust')
  ? await rivalPackage<{ unifiedGraphHandler: unknown }>('@graphql-hive/router-runtime')
  : undefined;
const runtime = createGatewayRuntime({
  supergraph: supergraphSdl(),
  logging: false,
  landingPage: false,
  graphiql: false,
  inboundInflightRequestDeduplication: chosen.has('sharing'),
  ...(planner && { unifiedGraphHandler: planner.unifiedGraphHandler }),
});
const server = createServer(runtime);
server.listen(0, '127.0.0.1', () =>
  listensAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`),
);
