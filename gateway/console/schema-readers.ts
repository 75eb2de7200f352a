import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOf } from '../../subgraphs/kernel/errors/fault.js';
import { identifyRequest, type ViewerSource } from '../auth/bearer.js';
import { mayReadSchema, type SchemaReaders } from '../limits/introspection.js';

/** Whether who sends a request may see pages that show the schema. A wrong token is nobody's; throws when the database is away. */
export async function isSchemaReader(
  readers: SchemaReaders,
  viewers: ViewerSource,
  { headers }: FastifyRequest,
): Promise<boolean> {
  if (typeof readers === 'boolean') return readers;
  try {
    return mayReadSchema(readers, await identifyRequest(viewers, headers.authorization, headers.cookie));
  } catch (error) {
    if (faultOf(error)?.code === 'UNAUTHENTICATED') return false;
    throw error;
  }
}

/** Registers pages that are there for those who may read the schema; to all others they do not exist. */
export function registerForReaders(
  app: FastifyInstance,
  readers: SchemaReaders,
  viewers: ViewerSource,
  register: (scope: FastifyInstance) => void,
): void {
  void app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (request, reply) => {
      try {
        if (await isSchemaReader(readers, viewers, request)) return;
      } catch (error) {
        const fault = faultOf(error);
        if (!fault) throw error;
        return reply.code(fault.status).header('retry-after', '1').send({ error: fault.message });
      }
      return reply.code(404).send({
        error: 'Not found',
        path: 'The schema and its editor are shown to developers who are signed in.',
      });
    });
    register(scope);
    done();
  });
}
