import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LegacyRequest } from './route.js';

/** Makes a scope hand over every body as raw bytes, whatever its content type says, on GET too. */
export function addRawBodies(scope: FastifyInstance, bodyLimit: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
}

/** Reads a request once, where it enters. */
export function readRequest(request: FastifyRequest): LegacyRequest {
  const mark = request.url.indexOf('?');
  return {
    method: request.method,
    path: mark < 0 ? request.url : request.url.slice(0, mark),
    params: paramsOf(request.params),
    query: new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1)),
    headers: headersOf(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    origin: `${request.protocol}://${request.headers.host ?? request.hostname}`,
    address: request.ip,
    requestId: request.id,
  };
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
