import type { FastifyInstance } from 'fastify';
import { printSchema, type GraphQLSchema } from 'graphql';
import { contentOf, sendContent, type Content } from './content.js';

/** Serves the API schema as text, for code generators and people. It is printed at the first request. */
export function registerSchemaSdl(
  app: FastifyInstance,
  schema: GraphQLSchema,
  { path = '/schema.graphql' }: { readonly path?: string } = {},
): void {
  let content: Content | undefined;
  app.get(path, (request, reply) => {
    content ??= contentOf('text/plain; charset=utf-8', Buffer.from(`${printSchema(schema)}\n`));
    return sendContent(request, reply, content);
  });
}
