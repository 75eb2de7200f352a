import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createGzip, gzip } from 'node:zlib';
import { LiveBody } from './live-body.js';
import type { LegacyRequest, Reply } from './route.js';

const fewestBytes = 1024;
const compress = promisify(gzip);
const speedy = { level: constants.Z_BEST_SPEED };

/** The answer in gzip where the caller takes it and it is long enough to gain by it. */
export async function compressed(reply: Reply, { headers }: LegacyRequest): Promise<Reply> {
  const { body } = reply;
  // Events must not wait for more of them.
  if (body === undefined || body instanceof LiveBody || !takesGzip(headers['accept-encoding'])) return reply;
  if (body instanceof Readable) return packed(reply, inPieces(body));
  return body.length < fewestBytes ? reply : packed(reply, await compress(body, speedy));
}

function packed(reply: Reply, body: Reply['body']): Reply {
  const headers = { ...reply.headers, 'content-encoding': 'gzip', vary: varyOf(reply.headers['vary']) };
  return { ...reply, body, headers };
}

/** What breaks off the source breaks off the answer, and whoever leaves the answer ends the source. */
function inPieces(source: Readable): Readable {
  return pipeline(source, createGzip(speedy), () => undefined);
}

/** Whether an `Accept-Encoding` names gzip and does not give it a weight of nothing (RFC 9110, 12.5.3). */
export function takesGzip(accepted: string | undefined): boolean {
  return (accepted ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .some((coding) => /^(?:x-)?gzip\b/.test(coding) && !/;\s*q=0(?:\.0*)?$/.test(coding));
}

function varyOf(known: string | undefined): string {
  return known === undefined ? 'Accept-Encoding' : `${known}, Accept-Encoding`;
}
