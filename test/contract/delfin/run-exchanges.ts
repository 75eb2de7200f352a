import assert from 'node:assert/strict';
import { sendOverWire, type WireAnswer } from '../../support/wire.js';
import { waitFor } from '../../support/wait-for.js';

/** What a recorded client sends. `body` is sent as JSON, `text` as it is. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

/**
 * What must come back: JSON with its keys in this order, or exactly `text`, or nothing. In it `<uuid>`,
 * `<time>` and `<integer>` stand for any such value, `<any>` for anything, and `{name}` for what was kept.
 */
export interface RecordedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

/** One request with its answer. */
export interface Exchange {
  readonly title: string;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
  /** Names for members of the answer, such as `{ "S": "id" }`, a path of keys; later exchanges use them as `{S}`. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Repeated until it answers as recorded: something is under way. */
  readonly until?: true;
}

/** A documented conversation on a fresh server. */
export interface Scenario {
  readonly title: string;
  readonly exchanges: readonly Exchange[];
}

/** What the exchanges of one scenario have kept. */
export type Kept = Map<string, string>;

/** Sends one recorded request and compares the answer. */
export async function runExchange(base: string, exchange: Exchange, kept: Kept): Promise<void> {
  const request = filledIn(exchange.request, kept);
  const expected = filledIn(exchange.response, kept);
  let answer = await send(base, request);
  if (exchange.until)
    await waitFor(exchange.title, async () => {
      answer = await send(base, request);
      compare(answer, expected);
      return true;
    });
  compare(answer, expected);
  for (const [name, path] of Object.entries(exchange.keep ?? {}))
    kept.set(name, String(memberAt(JSON.parse(answer.text), path)));
}

function send(
  base: string,
  { method, path, headers = {}, body, text }: RecordedRequest,
): Promise<WireAnswer> {
  const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = body === undefined ? text : JSON.stringify(body);
  return sendOverWire(base, {
    method,
    path,
    headers: { ...json, ...headers },
    ...(sent === undefined ? {} : { body: sent }),
  });
}

function compare({ status, headers, text }: WireAnswer, expected: RecordedResponse): void {
  assert.equal(status, expected.status, text);
  for (const [name, value] of Object.entries(expected.headers ?? {}))
    assert.equal(headers[name], value, name);
  if (expected.body === undefined) assert.equal(text, expected.text ?? '');
  else assert.equal(laidOut(masked(JSON.parse(text), expected.body)), laidOut(expected.body));
  if (status !== 302) assert.match(headers['x-compute-request-id'] ?? '', /^req-[0-9a-f-]{36}$/);
}

/** As text, so that the order of keys counts. */
function laidOut(value: unknown): string {
  return JSON.stringify(value, null, 1);
}

const placeholders: Readonly<Record<string, (value: unknown) => boolean>> = {
  '<any>': () => true,
  '<uuid>': (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  '<time>': (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/.test(value),
  '<integer>': (value) => Number.isInteger(value),
};

/** The answer with a placeholder where the recording has it and the value fits. */
function masked(actual: unknown, expected: unknown): unknown {
  if (typeof expected === 'string' && placeholders[expected]?.(actual)) return expected;
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((item, i) => masked(item, expected[i]));
  if (!isObject(actual) || !isObject(expected)) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, masked(value, expected[key])]),
  );
}

function filledIn<T>(recorded: T, kept: Kept): T {
  const text = JSON.stringify(recorded).replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) => kept.get(name) ?? whole,
  );
  return JSON.parse(text) as T;
}

function memberAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((at, key) => (isObject(at) || Array.isArray(at) ? (at as never)[key] : undefined), value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
