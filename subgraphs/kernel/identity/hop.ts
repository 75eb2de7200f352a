import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../errors/fault.js';
import type { ClientOrigin } from './client-origin.js';
import { roles, type Viewer } from './viewer.js';

const longestLifeMs = 60_000;
const skewMs = 5000;
const longestHeader = 16_384;
const fewestSecretBytes = 32;

/**
 * What the gateway vouches for on one request to one subgraph. On the wire: JSON in base64url, a dot,
 * and its HMAC-SHA256.
 */
export interface Hop {
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Where the request came from to the gateway. */
  readonly origin: ClientOrigin;
  /** Subgraph the hop is meant for; no other accepts it. */
  readonly audience: string;
  /** Text of the request body; the signature then holds for this body only. */
  readonly body?: string;
}

/** What a subgraph expects of a hop. */
export interface HopExpectation {
  readonly audience: string;
  /** Body that arrived; required to match when the hop names one. */
  readonly body?: string;
  /** Instant of the check in ms since the epoch. */
  readonly now?: number;
}

const viewerShape = z.strictObject({
  kind: z.enum(['open', 'account', 'token', 'dialect', 'anonymous']),
  accountId: z.string().nullable(),
  userId: z.string(),
  userName: z.string().nullable(),
  tenantId: z.string().nullable(),
  role: z.enum(roles).nullable(),
  scopes: z.array(z.string()).nullable(),
  credentialId: z.string().nullable(),
  expiresAt: z.iso
    .datetime()
    .nullable()
    .transform((text) => (text === null ? null : new Date(text))),
});

const hopShape = z.strictObject({
  viewer: viewerShape,
  requestId: z.string().max(200),
  origin: z.strictObject({ address: z.string().nullable(), userAgent: z.string().nullable() }),
  aud: z.string(),
  iat: z.int(),
  exp: z.int(),
  bodyHash: z.string().optional(),
});

/** Reads one or two secrets; throws an Error whose message completes "INFRAGRAPH_HOP_SECRET …" and shows none of them. */
export function parseHopSecrets(text: string): readonly string[] {
  const secrets = text.split(',').map((secret) => secret.trim());
  if (secrets.length > 2) throw new Error('must hold one secret, or two while it is replaced');
  if (secrets.some((secret) => Buffer.byteLength(secret) < fewestSecretBytes))
    throw new Error(`must be at least ${fewestSecretBytes} bytes long`);
  return secrets;
}

/** The header value for one request; signed with the first secret and valid for a minute. */
export function signHop(secrets: readonly string[], hop: Hop, now = Date.now()): string {
  const [secret] = secrets;
  if (secret === undefined)
    throw new Error('There is no secret for remote subgraphs. Set INFRAGRAPH_HOP_SECRET.');
  const payload = {
    viewer: hop.viewer,
    requestId: hop.requestId,
    origin: hop.origin,
    aud: hop.audience,
    iat: now,
    exp: now + longestLifeMs,
    ...(hop.body === undefined ? {} : { bodyHash: hashOf(hop.body) }),
  };
  const text = Buffer.from(JSON.stringify(payload), 'utf8').toString('base64url');
  return `${text}.${signatureOf(secret, text).toString('base64url')}`;
}

/** Checks a header value; UNAUTHENTICATED for anything but a valid hop to this audience at this time. */
export function verifyHop(
  secrets: readonly string[],
  header: string | undefined,
  expected: HopExpectation,
): Hop {
  const [text, signature, ...rest] =
    header !== undefined && header.length <= longestHeader ? header.split('.') : [];
  if (!text || !signature || rest.length > 0) throw refusal();
  const given = Buffer.from(signature, 'base64url');
  const valid = secrets.map((secret) => equal(signatureOf(secret, text), given)).includes(true);
  if (!valid) throw refusal();
  const { viewer, requestId, origin, aud, iat, exp, bodyHash } = readPayload(text);
  const now = expected.now ?? Date.now();
  const inTime = exp - iat <= longestLifeMs && iat <= now + skewMs && now < exp + skewMs;
  const sameBody =
    bodyHash === undefined || (expected.body !== undefined && bodyHash === hashOf(expected.body));
  if (!inTime || aud !== expected.audience || !sameBody) throw refusal();
  return {
    viewer,
    requestId,
    origin,
    audience: aud,
    ...(expected.body === undefined ? {} : { body: expected.body }),
  };
}

function readPayload(text: string): z.infer<typeof hopShape> {
  const parsed = hopShape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  if (!parsed.success) throw refusal();
  return parsed.data;
}

/** The prefix keeps a signature of ours from meaning anything elsewhere the secret might be used. */
function signatureOf(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(`infragraph-hop-v1.${text}`).digest();
}

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}

function refusal(): Fault {
  return new Fault('UNAUTHENTICATED', 'The request does not carry a valid signature of the gateway.');
}
