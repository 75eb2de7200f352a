import assert from 'node:assert/strict';

/** What a recorded client sends. `body` is sent as JSON, `text` as it is. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

/** What must come back. `<hex32>` in a body stands for any 32 hexadecimal digits; without `body` and `text` it must be empty. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

/** A documented conversation on a fresh server; `settings` are the dialect's. */
export interface Scenario {
  readonly title: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly exchanges: readonly {
    readonly title: string;
    readonly request: RecordedRequest;
    readonly response: RecordedResponse;
  }[];
}

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** Sends a request over the wire; it must be able to send a body with GET. */
export type Send = (request: RecordedRequest) => Promise<Answer>;

/** Sends one recorded request and compares the answer. */
export async function runExchange(
  send: Send,
  request: RecordedRequest,
  expected: RecordedResponse,
): Promise<void> {
  const answer = await send(request);

  assert.equal(answer.status, expected.status, answer.text);
  for (const [name, value] of Object.entries(expected.headers ?? {}))
    assert.equal(answer.headers[name], value, name);
  if (expected.body === undefined) assert.equal(answer.text, expected.text ?? '');
  else assert.deepEqual(sameIds(JSON.parse(answer.text), expected.body), expected.body);
  assert.match(answer.headers['x-openstack-request-id'] ?? '', /^req-[0-9a-f-]{36}$/);
}

/** The answer with `<hex32>` where the recording has it and an id of that form came. */
function sameIds(actual: unknown, expected: unknown): unknown {
  if (expected === '<hex32>')
    return typeof actual === 'string' && /^[0-9a-f]{32}$/.test(actual) ? expected : actual;
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((item, i) => sameIds(item, expected[i]));
  if (!isObject(actual) || !isObject(expected)) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, sameIds(value, expected[key])]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
