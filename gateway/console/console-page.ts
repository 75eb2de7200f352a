import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { prefersHtml } from '../http/accept.js';
import { registerConsoleFiles } from './console-files.js';
import { contentOf, sendContent, type Content } from './content.js';
import { pageHeaders } from './page-headers.js';
import { pageIcon } from './page-icon.js';

/** The console as it was built, and what its foot links to. */
export interface ConsoleOptions {
  /** Folder of the built console. */
  readonly folder: string;
  /** Version of the product. */
  readonly version: string;
  /** Pages a browser can open besides, by their names, for who sends a request. What is absent is not for them. */
  readonly links: (request: FastifyRequest) => Promise<Readonly<Record<string, string>>>;
}

/** Only its own files, and the graph of its own origin. Nothing of it stands inline. */
const policy = {
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': 'data:',
  'connect-src': "'self'",
  'form-action': "'none'",
};

/**
 * Answers `/` to browsers with the console. A request that does not prefer HTML goes to whatever else is registered
 * for `/`, before or after this.
 */
export function registerConsole(app: FastifyInstance, options: ConsoleOptions): void {
  const headers = pageHeaders(policy);
  const pages = new Map<string, Content>();
  addReaderConstraint(app);
  registerConsoleFiles(app, join(options.folder, 'files'));
  app.get('/', { constraints: { reader: 'browser' } }, async (request, reply) => {
    const links = anchors(await options.links(request));
    const page = pages.get(links) ?? readPage(options, links);
    pages.set(links, page);
    void reply.headers({ ...headers, vary: 'accept, authorization, cookie' });
    return sendContent(request, reply, page);
  });
}

function readPage({ folder, version }: ConsoleOptions, links: string): Content {
  const file = join(folder, 'page.html');
  if (!existsSync(file)) throw new Error('The console is not built; "infragraph build" does it.');
  const html = readFileSync(file, 'utf8')
    .replace('<!--icon-->', pageIcon)
    .replace('<!--links-->', `${links}\n<span>Version ${version}</span>`);
  return contentOf('text/html; charset=utf-8', Buffer.from(html));
}

function anchors(links: Readonly<Record<string, string>>): string {
  return Object.entries(links)
    .map(([name, path]) => `<a href="${path}">${name}</a>`)
    .join('\n');
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
