import { z } from 'zod';
import { isStorable, isStorableText } from '../../../subgraphs/kernel/database/storable.js';
import type { IdentifiedRequest } from '../route.js';
import { invalidInput, refusal } from './faults.js';

const longest = 1024;

/** A text the dialect accepts: not empty, and such that the database can keep it. */
const text = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(longest, `must not be longer than ${longest} characters`)
  .refine(isStorableText, 'must not hold a NUL character or half a surrogate pair');

const metadata = z
  .record(z.string(), z.unknown(), 'must be an object')
  .refine(
    isStorable,
    'must not hold a NUL character or half a surrogate pair, nor be nested deeper than 64 levels',
  );

/** Body of a start (section 5.1). */
export const startBody = z.strictObject({
  name: text,
  image: text,
  size: text,
  keyname: text.optional(),
  metadata: metadata.optional(),
});

/** Body of a stop (section 5.2). */
export const stopBody = z.strictObject({ node: text.optional(), hostname: text.optional() });

const emulate = z.boolean('must be true or false').optional();

/** Body of an assignment (section 6.1). */
export const assignBody = z.strictObject({
  node: text.optional(),
  hostname: text.optional(),
  user: text,
  vm_type: text,
  emulate,
});

/** Body of a release (section 6.2). */
export const releaseBody = z.strictObject({ node: text.optional(), hostname: text.optional(), emulate });

/** Body of a login (section 9). */
export const authBody = z.strictObject({ username: text, password: text });

/** The JSON of a body, whatever its content type says; an empty body counts as `{}`. Refuses anything that is not JSON. */
export function readJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw refusal(400, 'Malformed JSON stream');
  }
}

/** The body of a request after its schema; refuses with the first key that is wrong and what it must be. */
export function readBody<T>(schema: z.ZodType<T>, request: IdentifiedRequest): T {
  const parsed = schema.safeParse(withoutToken(readJson(request.body), request), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidInput(detailOf(parsed.error));
}

/** Truth as the legacy server's language has it: any non-empty string counts, `"False"` too (section 6.4). */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** A member of a JSON object; undefined for anything else. */
export function memberOf(value: unknown, key: string): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** Where a token was asked for, the one in the body is not part of what the schema sees (section 9). */
function withoutToken(body: unknown, request: IdentifiedRequest): unknown {
  if (request.viewer.credentialId === null || memberOf(body, 'auth_token') === undefined) return body;
  const { auth_token: _token, ...rest } = body as Record<string, unknown>;
  return rest;
}

function detailOf(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'the body is not valid';
  if (issue.code === 'unrecognized_keys')
    return `${issue.keys.map((key) => shown(key)).join(', ')} is not a key of this request`;
  const key = issue.path.length === 0 ? 'the body' : shown(issue.path.join('.'));
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.path.length > 0)
    return `${key} is required`;
  if (issue.path.length === 0) return 'the body must be a JSON object';
  return `${key} ${issue.message}`;
}

function shown(key: string): string {
  return key.length <= 64 ? key : `${key.slice(0, 64)}…`;
}
