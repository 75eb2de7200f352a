import { LiveFederation } from '../../../../gateway/federation/live-federation.js';
import { localLink } from '../../../../gateway/federation/local-link.js';
import { createGateway } from '../../../../gateway/gateway.js';
import { graphqlPath } from '../../../../gateway/http/graphql-route.js';
import { anonymous } from '../../../../subgraphs/kernel/identity/viewer.js';
import { openLog } from '../../../../subgraphs/kernel/log/log.js';
import { worldSchema } from '../world/resolvers.js';
import { worldSdl, type WorldSubgraph } from '../world/sdl.js';
import { listensAt, supergraphSdl } from './world-folder.js';

/** Our gateway with the subgraphs of the world open in its own process, as `infragraph serve` has the product's. */
const log = openLog({ level: 'info' });
const idle = (): Promise<void> => Promise.resolve();
const gateway = await createGateway({
  federation: new LiveFederation(supergraphSdl(), ({ name }) => {
    const world = name as WorldSubgraph;
    const graph = { sdl: worldSdl[world], schema: worldSchema(world) };
    return localLink({ name, graph, start: idle, stop: idle }, log);
  }),
  viewers: { identify: () => Promise.resolve(anonymous), onceEnded: () => () => undefined },
  log,
  introspection: false,
  limits: { cost: 0 },
  allowedOrigins: [],
  dialects: [],
  ready: idle,
});
listensAt(`${await gateway.app.listen({ host: '127.0.0.1', port: 0 })}${graphqlPath}`);
