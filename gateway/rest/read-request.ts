import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { spanOf } from '../../subgraphs/kernel/server/trace-requests.js';
import type { LegacyRequest } from './route.js';

/** The content type each request was sent with. */
const givenTypes = new WeakMap<IncomingMessage, string>();

/**
 * Makes a scope hand over every body as raw bytes, whatever its content type says, on GET too. Fastify
 * refuses a type it cannot read before any parser runs, so the type is hidden from it.
 */
export function addRawBodies(scope: FastifyInstance, bodyLimit: number): void {
  scope.addHook('onRequest', (request, _reply, done) => {
    const given = request.headers['content-type'];
    if (given !== undefined) {
      givenTypes.set(request.raw, given);
      request.raw.headers['content-type'] = 'application/octet-stream';
    }
    done();
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
  // Fastify reads no body of these; a legacy search travels in one.
  scope.addHook('preHandler', async (request) => {
    const { method, headers, raw } = request;
    const announced = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (announced && (method === 'GET' || method === 'HEAD')) request.body = await readBody(raw, bodyLimit);
  });
}

async function readBody(stream: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limit)
      throw Object.assign(new Error('The body is too large.'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads a request once, where it enters. */
export function readRequest(request: FastifyRequest): LegacyRequest {
  const mark = request.url.indexOf('?');
  return {
    method: request.method,
    path: mark < 0 ? request.url : request.url.slice(0, mark),
    params: paramsOf(request.params),
    query: new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1)),
    headers: { ...headersOf(request.headers), ...givenType(request.raw) },
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    origin: `${request.protocol}://${request.headers.host ?? request.hostname}`,
    address: request.ip,
    requestId: request.id,
    span: spanOf(request.raw),
  };
}

function givenType(raw: IncomingMessage): { readonly 'content-type'?: string } {
  const type = givenTypes.get(raw);
  return type === undefined ? {} : { 'content-type': type };
}

function paramsOf(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

function headersOf(headers: FastifyRequest['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
