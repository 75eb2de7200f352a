import type { FastifyInstance } from 'fastify';
import { printSchema, type GraphQLSchema } from 'graphql';
import { contentOf, sendContent, type Content } from './content.js';

/** Serves the API schema of now as text, for code generators and people. It is printed at the first request. */
export function registerSchemaSdl(
  app: FastifyInstance,
  schema: () => GraphQLSchema,
  { path = '/schema.graphql' }: { readonly path?: string } = {},
): void {
  let printed: { readonly schema: GraphQLSchema; readonly content: Content } | undefined;
  app.get(path, (request, reply) => {
    const now = schema();
    if (printed?.schema !== now)
      printed = {
        schema: now,
        content: contentOf('text/plain; charset=utf-8', Buffer.from(`${printSchema(now)}\n`)),
      };
    return sendContent(request, reply, printed.content);
  });
}
