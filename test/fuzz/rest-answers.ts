import assert from 'node:assert/strict';
import type { Dialect, LegacyRequest, Obstacle, Row } from '../../gateway/rest/route.js';
import { assertNoLeak } from './leaks.js';
import type { FuzzRequest } from './row-requests.js';

/** An answer as it came off the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly bytes: number;
}

const obstacles: readonly Obstacle[] = [
  { kind: 'unknown-path' },
  { kind: 'wrong-method', allowed: ['GET'] },
  { kind: 'too-large', limit: 1 },
  { kind: 'bad-url' },
];
const nobody: LegacyRequest = {
  method: 'GET',
  path: '/',
  params: {},
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  origin: 'http://localhost',
  address: '127.0.0.1',
  requestId: 'fuzz',
};

/** What may be answered to a row, worked out once. */
interface Allowance {
  readonly onRow: ReadonlySet<number>;
  readonly beyond: ReadonlySet<number>;
}

const allowances = new WeakMap<Row, Allowance>();

/**
 * The statuses a dialect may answer: what its rows document and what it says to requests without a row.
 * A path beyond the row's may be nobody's, which a caller learns after his credentials were looked at, as with any other row.
 */
function documentedStatuses(dialect: Dialect, row: Row, { url }: FuzzRequest): ReadonlySet<number> {
  let allowance = allowances.get(row);
  if (!allowance) {
    const requests = ['GET', 'OPTIONS', 'X'].map((method) => ({ ...nobody, method, path: row.path }));
    const refused = obstacles.flatMap((obstacle) =>
      requests.map((request) => dialect.obstacle(obstacle, request).status),
    );
    const statuses = (rows: readonly Row[]): ReadonlySet<number> =>
      new Set([
        ...refused,
        ...rows.flatMap(({ status, document }) => [
          status,
          ...Object.keys(document.errors ?? {}).map(Number),
        ]),
      ]);
    const onRow = statuses(dialect.rows.filter(({ path }) => sameKind(path, row.path)));
    allowance = { onRow, beyond: row.path.includes(':') ? onRow : statuses(dialect.rows) };
    allowances.set(row, allowance);
  }
  return url.split('?')[0] === row.path ? allowance.onRow : allowance.beyond;
}

/** Fails unless an answer is the dialect's own: a documented status, its format, its length, nothing from inside. */
export function assertDialectAnswer(dialect: Dialect, row: Row, request: FuzzRequest, answer: Answer): void {
  const { status, headers, text, bytes } = answer;
  assert.ok(
    documentedStatuses(dialect, row, request).has(status),
    `the status ${status} is not documented: ${text.slice(0, 300)}`,
  );
  const crash = dialect.obstacle({ kind: 'crash' }, { ...nobody, method: request.method, path: request.url });
  if (text !== '') assert.notEqual(text, dialect.encode(crash.body, nobody, crash.status).text, 'it crashed');
  if (headers['content-length'] !== undefined && request.method !== 'HEAD')
    assert.equal(Number(headers['content-length']), bytes, 'the length is wrong');
  assertFormat(request, answer);
  if (status >= 400 && status !== 401 && text !== '') assertErrorShape(dialect, request, text);
  // A success may show what others have stored.
  if (status >= 400) assertNoLeak(text, sentText(request));
}

/** An error has all the keys of one of the dialect's own. */
function assertErrorShape(dialect: Dialect, request: FuzzRequest, text: string): void {
  const answer = JSON.parse(text) as object;
  const keys = new Set(Object.keys(answer));
  // Freezer's sign-in speaks as Keystone does (freezer.md §9).
  if (request.url.startsWith('/v3') && 'error' in answer && typeof answer.error === 'object') return;
  const shapes = obstacles.map((obstacle) => Object.keys(dialect.obstacle(obstacle, nobody).body as object));
  assert.ok(
    shapes.some((shape) => shape.every((key) => keys.has(key))),
    `${request.method} was refused in a shape of nobody: ${text.slice(0, 300)}`,
  );
}

function assertFormat({ method }: FuzzRequest, { status, headers, text }: Answer): void {
  const given = headers['content-type'];
  const type = typeof given === 'string' ? given : '';
  if (method === 'HEAD') return assert.equal(text, '');
  // 406: what the dialect could say is in a form the caller does not take.
  if (text === '') return assert.ok(status < 400 || status === 406, `the status ${status} has no body`);
  // A file is what its own type says.
  if (status < 400 && headers['content-disposition'] !== undefined) return;
  if (status < 400 && type.startsWith('text/event-stream')) return assertEventStream(text);
  if (status >= 400 || !type.startsWith('text/plain')) {
    assert.match(type, /^application\/json(?:-home)?(?:$|;)/);
    assert.doesNotThrow(() => JSON.parse(text) as unknown, 'the body is not JSON');
  }
}

/** Comments, and events whose data is JSON. */
function assertEventStream(text: string): void {
  for (const line of text.split('\n'))
    assert.match(line, /^(?:|:.*|id: \S+|event: \w+|retry: \d+|data: .*)$/s, 'a line of no event stream');
  for (const [, data = ''] of text.matchAll(/^data: (.+)$/gm))
    assert.doesNotThrow(() => JSON.parse(data) as unknown, 'the data is not JSON');
}

/** Everything the caller sent, decoded where it was encoded. */
function sentText({ url, headers, body }: FuzzRequest): string {
  const bytes = Buffer.from(body ?? '', 'hex').toString('utf8');
  return [url, decodedOf(url), ...Object.values(headers), bytes].join('\n');
}

function decodedOf(url: string): string {
  return url.replaceAll(/(?:%[0-9a-f]{2})+/gi, (part) =>
    Buffer.from(part.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** Rows whose paths differ in parameters only: a hostile parameter may reach any of them. */
function sameKind(path: string, other: string): boolean {
  const root = (text: string): string => text.split('/').slice(0, 3).join('/');
  return root(path) === root(other);
}
