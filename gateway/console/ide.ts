import type { FastifyInstance } from 'fastify';
import type { RuruConfig } from 'ruru/server';
import { exampleOperations } from './example-operations.js';
import { sendContent } from './content.js';
import { pageIcon } from './page-icon.js';
import { inlineSources, pageHeaders } from './page-headers.js';

/** Where the IDE lives and what it talks to. */
export interface IdeOptions {
  readonly path: string;
  readonly graphqlPath: string;
  /** Path of the GraphQL WebSocket. */
  readonly subscriptionPath: string;
}

interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Serves GraphiQL with everything it needs. Its 4 MB are loaded when somebody first asks for them. */
export function registerIde(app: FastifyInstance, options: IdeOptions): void {
  const staticPath = `${options.path}/static/`;
  let page: Promise<Page> | undefined;
  app.get(options.path, async (_request, reply) => {
    page ??= render(options, staticPath);
    const { html, headers } = await page;
    return reply.headers(headers).type('text/html; charset=utf-8').send(html);
  });
  app.get(`${staticPath}*`, async (request, reply) => {
    const { getStaticFile } = await import('ruru/static');
    const file = await getStaticFile({
      staticPath,
      urlPath: request.url,
      acceptEncoding: request.headers['accept-encoding'],
      disallowDevAssets: true,
    });
    if (file === null)
      return reply.code(404).type('text/plain; charset=utf-8').send('The IDE has no such file.');
    const {
      'content-type': type = 'application/octet-stream',
      'content-encoding': encoding,
      etag = '',
    } = file.headers;
    void reply.header('vary', 'accept-encoding');
    return sendContent(request, reply, {
      type,
      etag,
      bytes: file.content,
      ...(encoding !== undefined && { encoding }),
    });
  });
}

async function render({ graphqlPath, subscriptionPath }: IdeOptions, staticPath: string): Promise<Page> {
  const { ruruHTML } = await import('ruru/server');
  const tabs = { defaultTabs: exampleOperations.map((query) => ({ query, headers: null, variables: null })) };
  const html = ruruHTML({
    staticPath,
    endpoint: graphqlPath,
    subscriptionEndpoint: subscriptionPath,
    // GraphiQL knows the property; ruru's typings leave it out and ask for all the others.
    clientConfig: tabs as unknown as NonNullable<RuruConfig['clientConfig']>,
    htmlParts: {
      metaTags: (tags) =>
        `${tags}\n<meta name="viewport" content="width=device-width, initial-scale=1">\n${pageIcon}`,
      titleTag: '<title>Infragraph IDE</title>',
    },
  });
  return { html, headers: pageHeaders(policyOf(html)) };
}

/** The editor writes style elements and attributes while it runs, which no hash can foresee; scripts are all known. */
function policyOf(html: string): Record<string, string> {
  return {
    'script-src': `'self' ${inlineSources(html, 'script')}`,
    'style-src': "'self' 'unsafe-inline'",
    'font-src': "'self' data:",
    'img-src': "'self' data:",
    'connect-src': "'self'",
    'worker-src': "'self'",
  };
}
