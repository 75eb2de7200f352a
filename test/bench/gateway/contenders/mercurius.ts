import type { FastifyInstance } from 'fastify';
import { rivalPackage } from './rival-package.js';
import { listensAt, placedSubgraphs } from './world-folder.js';

/** Mercurius' gateway with compiled operations, as its documentation starts it. */
const { fastify } = await rivalPackage<{ fastify(): FastifyInstance }>('fastify');
const plugin = await rivalPackage<{ default: Parameters<FastifyInstance['register']>[0] }>(
  '@mercuriusjs/gateway',
);
const app = fastify();
await app.register(plugin.default, {
  jit: 1,
  gateway: { services: placedSubgraphs().map(({ name, url, sdl }) => ({ name, url, schema: sdl })) },
});
listensAt(`${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`);
