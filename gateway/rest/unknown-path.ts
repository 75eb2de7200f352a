import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Answers requests that no route matches before their body is read: a body Fastify cannot parse would
 * otherwise be answered in Fastify's own words.
 */
export function answerBeforeBody(
  app: FastifyInstance,
  answer: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply,
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) await answer(request, reply);
  });
}
