import type { FastifyInstance, FastifyRequest } from 'fastify';
import { prefersHtml } from '../http/accept.js';
import { inlineSources, pageHeaders } from './page-headers.js';
import { startPageHtml, type StartPageLinks } from './start-page-html.js';

export { prefersHtml } from '../http/accept.js';
export type { StartPageLinks } from './start-page-html.js';

/**
 * Answers `/` to browsers. A request that does not prefer HTML goes to whatever else is registered for
 * `/`, before or after this.
 */
export function registerStartPage(
  app: FastifyInstance,
  links: StartPageLinks | ((request: FastifyRequest) => Promise<StartPageLinks>),
): void {
  addReaderConstraint(app);
  app.get('/', { constraints: { reader: 'browser' } }, async (request, reply) => {
    const shown = typeof links === 'function' ? await links(request) : links;
    const html = startPageHtml(shown, originOf(request));
    const headers = pageHeaders({ 'style-src': inlineSources(html, 'style'), 'img-src': 'data:' });
    return reply
      .headers({ ...headers, vary: 'accept' })
      .type('text/html; charset=utf-8')
      .send(html);
  });
}

/** A constraint and not a hook, because a hook would not reach routes registered before it. */
function addReaderConstraint(app: FastifyInstance): void {
  app.addConstraintStrategy({
    name: 'reader',
    storage: () => {
      const handlers = new Map<string, never>();
      return {
        get: (reader: string) => handlers.get(reader) ?? null,
        set: (reader: string, handler: never) => void handlers.set(reader, handler),
      };
    },
    deriveConstraint: ({ url, headers }) =>
      isRoot(url) && prefersHtml(headers.accept) ? 'browser' : 'other',
  });
}

function isRoot(url: string | undefined): boolean {
  return url === '/' || (url?.startsWith('/?') ?? false);
}

/** The address the reader used, for the command to copy; a broken Host header is not repeated. */
function originOf(request: FastifyRequest): string {
  return /^[\w.:[\]-]+$/.test(request.host) ? `${request.protocol}://${request.host}` : 'http://localhost';
}
