import type { FastifyInstance } from 'fastify';
import type { OpenApiDocument } from '../rest/openapi-document.js';
import { contentOf, sendContent, type Content } from './content.js';
import { inlineSources, pageHeaders } from './page-headers.js';
import { restDocsPage } from './rest-docs-page.js';
import { isSwaggerFile, readSwaggerFile, type SwaggerContent, type SwaggerFile } from './swagger-files.js';

/** Where the documentation of the REST layer lives. */
export interface RestDocsOptions {
  readonly path: string;
  /** Path of the OpenAPI document; `/openapi.json` unless told. */
  readonly documentPath?: string;
}

/** Serves the OpenAPI document and a page that shows it. A document given as a function is made when first asked for. */
export function registerRestDocs(
  app: FastifyInstance,
  document: OpenApiDocument | (() => OpenApiDocument),
  options: RestDocsOptions,
): void {
  const { path, documentPath = '/openapi.json' } = options;
  let content: Content | undefined;
  app.get(documentPath, (request, reply) => {
    content ??= contentOf(
      'application/json; charset=utf-8',
      Buffer.from(JSON.stringify(typeof document === 'function' ? document() : document, null, 2)),
    );
    return sendContent(request, reply, content);
  });
  const html = restDocsPage(`${path}/static`, documentPath);
  const headers = pageHeaders(policyOf(html));
  app.get(path, (_request, reply) => reply.headers(headers).type('text/html; charset=utf-8').send(html));
  registerFiles(app, path);
}

function registerFiles(app: FastifyInstance, path: string): void {
  const files = new Map<SwaggerFile, Promise<SwaggerContent>>();
  app.get<{ Params: { file: string } }>(`${path}/static/:file`, async (request, reply) => {
    const { file } = request.params;
    if (!isSwaggerFile(file))
      return reply.code(404).type('text/plain; charset=utf-8').send('The documentation has no such file.');
    const reading = files.get(file) ?? readSwaggerFile(file);
    files.set(file, reading);
    const { plain, compressed } = await reading;
    void reply.header('vary', 'accept-encoding');
    return sendContent(
      request,
      reply,
      /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? compressed : plain,
    );
  });
}

/** Only the page's own files, and the icons within its style sheet. */
function policyOf(html: string): Record<string, string> {
  return {
    'script-src': `'self' ${inlineSources(html, 'script')}`,
    'style-src': `'self' ${inlineSources(html, 'style')}`,
    'img-src': "'self' data:",
    'connect-src': "'self'",
  };
}
