import type { FastifyInstance } from 'fastify';
import { contentOf, sendContent, type Content } from './content.js';

/** Serves the API schema as text, for code generators and people. `sdl` is asked once, at the first request. */
export function registerSchemaSdl(app: FastifyInstance, sdl: () => string, { path }: { readonly path: string }): void {
  let content: Content | undefined;
  app.get(path, (request, reply) => {
    content ??= contentOf('text/plain; charset=utf-8', Buffer.from(sdl()));
    return sendContent(request, reply, content);
  });
}
