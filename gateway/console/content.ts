import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Bytes to serve, with a name for this version of them. */
export interface Content {
  readonly type: string;
  readonly bytes: Buffer;
  /** Entity tag with its quotes. */
  readonly etag: string;
  readonly encoding?: string;
}

/** Content whose entity tag follows from its bytes. */
export function contentOf(type: string, bytes: Buffer): Content {
  return { type, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
}

/** Sends content, or 304 to a client that has this version (RFC 9110, 13.1.2). */
export function sendContent(request: FastifyRequest, reply: FastifyReply, content: Content): FastifyReply {
  void reply.headers({ etag: content.etag, 'cache-control': 'no-cache' });
  if (content.encoding !== undefined) void reply.header('content-encoding', content.encoding);
  if (has(request.headers['if-none-match'], content.etag)) return reply.code(304).send();
  return reply.type(content.type).send(content.bytes);
}

function has(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(etag);
}
