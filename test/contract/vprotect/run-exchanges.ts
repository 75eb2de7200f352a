import assert from 'node:assert/strict';
import { waitFor } from '../../support/wait-for.js';
import { sendOverWire, type WireAnswer } from '../../support/wire.js';

/** What a recorded client sends. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * What must come back: at least these members of an object and exactly these items of a list. In it
 * `<guid>`, `<time>`, `<number>`, `<text>` and `<absent>` stand for such a value, and `{name}` for what was kept.
 */
export interface RecordedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One request with its answer. */
export interface Exchange {
  readonly title: string;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
  /** Names for members of the answer, as paths of keys; later exchanges use them as `{name}`. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Repeated until it answers as recorded: something is under way. */
  readonly until?: true;
}

/** A documented conversation. */
export interface Scenario {
  readonly title: string;
  readonly exchanges: readonly Exchange[];
}

/** Sends one recorded request and compares the answer. */
export async function runExchange(
  base: string,
  exchange: Exchange,
  kept: Map<string, string>,
): Promise<void> {
  const request = filledIn(exchange.request, kept);
  const expected = filledIn(exchange.response, kept);
  let answer = await send(base, request);
  if (exchange.until)
    await waitFor(
      exchange.title,
      async () => {
        answer = await send(base, request);
        compare(request, answer, expected);
        return true;
      },
      { withinMs: 30_000 },
    );
  compare(request, answer, expected);
  for (const [name, path] of Object.entries(exchange.keep ?? {}))
    kept.set(name, String(memberAt(JSON.parse(answer.text), path)));
}

function send(base: string, { method, path, headers = {}, body }: RecordedRequest): Promise<WireAnswer> {
  const json = { 'content-type': 'application/json', ...headers };
  return sendOverWire(`${base}`, {
    method,
    path: `/api${path}`,
    headers: json,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function compare(
  request: RecordedRequest,
  { status, headers, text }: WireAnswer,
  expected: RecordedResponse,
): void {
  assert.equal(status, expected.status, text);
  for (const [name, value] of Object.entries(expected.headers ?? {}))
    assert.equal(headers[name], value, name);
  if (status === 204) {
    assert.equal(text, '');
    assert.equal(headers['content-type'], undefined);
    return;
  }
  if (headers['content-disposition'] !== undefined) return;
  assert.equal(headers['content-type'], 'application/json');
  const body: unknown = JSON.parse(text);
  assert.deepEqual(nullsIn(body), []);
  if (request.method === 'GET' && Array.isArray(body) && !request.path.startsWith('/dashboard/'))
    assert.match(headers['x-total-count'] ?? '', /^\d+$/);
  if (expected.body !== undefined) matches(body, expected.body, 'body');
}

const placeholders: Readonly<Record<string, (value: unknown) => boolean>> = {
  '<guid>': (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  '<time>': (value) => Number.isInteger(value) && Number(value) > 1_500_000_000_000,
  '<number>': (value) => typeof value === 'number',
  '<text>': (value) => typeof value === 'string',
  '<absent>': (value) => value === undefined,
};

function matches(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'string' && placeholders[expected]) {
    assert.ok(placeholders[expected](actual), `${path} is ${JSON.stringify(actual)}, not ${expected}`);
  } else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${path} is no list`);
    assert.equal(actual.length, expected.length, `${path}: ${JSON.stringify(actual).slice(0, 500)}`);
    expected.forEach((item, i) => matches(actual[i], item, `${path}.${i}`));
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${path} is no object`);
    for (const [key, member] of Object.entries(expected))
      matches((actual as Record<string, unknown>)[key], member, `${path}.${key}`);
  } else assert.deepEqual(actual, expected, path);
}

/** Paths at which a value is null. */
export function nullsIn(value: unknown, path = ''): string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => nullsIn(member, `${path}.${key}`));
}

/** The same with what was kept in place of its names. */
export function filledIn<T>(recorded: T, kept: ReadonlyMap<string, string>): T {
  const text = JSON.stringify(recorded).replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) => kept.get(name) ?? whole,
  );
  return JSON.parse(text) as T;
}

function memberAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}
