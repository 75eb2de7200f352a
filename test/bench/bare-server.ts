import { fastify, type FastifyInstance } from 'fastify';
import type { ReadyCase } from './prepare-case.js';

/** Listens on loopback with one handler per case that answers the product's bytes and does nothing else. */
export async function openBare(
  cases: readonly ReadyCase[],
): Promise<{ readonly app: FastifyInstance; readonly url: string }> {
  const app = fastify();
  for (const { prepared, payload, contentType } of cases) {
    app.route({
      method: prepared.request.method,
      url: prepared.barePath,
      handler: (_request, reply) => reply.header('content-type', contentType).send(payload),
    });
  }
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, url };
}
