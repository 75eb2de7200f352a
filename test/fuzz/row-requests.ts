import fc from 'fast-check';
import type { Row } from '../../gateway/rest/route.js';
import { anyJson, jsonLike } from './hostile-json.js';
import { hostileText } from './hostile-texts.js';

/** A request as it can be sent again. */
export interface FuzzRequest {
  /** Sent to the port of all dialects, or to the dialect's own. */
  readonly port: 'main' | 'own';
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes as hexadecimal digits; null when there is none. */
  readonly body: string | null;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const rawSegments = [
  '',
  ...'%00 %2F %2f..%2f %2e%2e%2fx %25 %zz % %c3%28 %ff %ed%a0%80 %u0041 ;a=b :id * ~ %5c'.split(' '),
  ...'%0d%0aX-Evil:1 %09 + %20 a%2Fb %F0%9F%98%80 & = @ %7f'.split(' '),
];
const headerValues: Readonly<Record<string, readonly string[]>> = {
  'content-type': [
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    ';',
    '',
    'application/json; charset=utf-16',
  ],
  accept: ['application/json', 'text/html', '*/*', '', 'x', 'text/html;q=0.9, */*;q=nan'],
  'x-requested-with': ['XMLHttpRequest', 'xmlhttprequest', ''],
  'x-http-method-override': ['PATCH', 'UPDATE', 'PUT', 'DELETE', 'GET', '__proto__', ''],
  'x-auth-token': ['x', '', 'a'.repeat(4096), '../', "' or 1=1 --"],
  'x-user-id': ['ann', 'u-ann', '', '%00', "'; --", 'x'.repeat(2000), '__proto__'],
  'x-user-name': ['ann', '', '\u00e9'],
  'x-project-id': ['p-1', '', "'"],
  'x-roles': ['admin', 'reader', ','],
  authorization: ['Bearer x', 'Bearer', 'Basic eDp5', '', 'Bearer ' + 'x'.repeat(4096)],
  'x-request-id': ['abc', '', '../x', 'a'.repeat(65), '<b>'],
  'user-agent': ['python-requests/2.31', '', 'x'.repeat(1000)],
  'accept-encoding': ['gzip', 'br;q=2'],
  'if-none-match': ['*'],
  range: ['bytes=0-'],
  expect: ['x'],
  'x-forwarded-for': ['10.0.0.1', "'"],
  'x-forwarded-host': ['evil.example'],
  origin: ['https://evil.example', 'null'],
  cookie: ['session=x', '__proto__=x'],
};
const malformed = [
  '{',
  '{"a":1',
  '{"a":1,}',
  "{'a':1}",
  '[1',
  '"',
  'tru',
  '1 2',
  '{"a":1}{"a":1}',
  '\u0000',
  '\ufeff{}',
  '{"a":"\\ud800"}',
  '{"a":"\\u0000"}',
  '{"__proto__":{"polluted":1}}',
  '{"a":1e999}',
  '{"a":-}',
  'NaN',
  '/**/{}',
  '<a/>',
  'a=b&c=d',
  ' ',
  '\n',
];
const brokenBytes = ['ff', 'c328', 'eda080', 'f4908080', '7b22613aff7d', 'fffe7b007d00', '1f8b0800', '00'];

/** Requests around one row: most reach it, none is to be trusted. */
export function requestsOf(row: Row, words: readonly string[]): fc.Arbitrary<FuzzRequest> {
  const query = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, queryOf(row, words));
  return fc
    .record({
      port: fc.constantFrom('main' as const, 'own' as const),
      method: fc.oneof({ weight: 12, arbitrary: fc.constant(row.method) }, fc.constantFrom(...methods)),
      path: pathOf(row, words),
      query,
      headers: headersOf(),
      body: bodyOf(row, words),
    })
    .map(({ path, query: search, ...rest }) => ({ ...rest, url: `${path}${search}` }));
}

function pathOf(row: Row, words: readonly string[]): fc.Arbitrary<string> {
  const segment = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...words).map(encoded) },
    { weight: 3, arbitrary: hostileText(words).map(encoded) },
    { weight: 1, arbitrary: fc.constantFrom(...rawSegments) },
  );
  const parts = row.path.split(/(:\w+)/).map((part) => (part.startsWith(':') ? segment : fc.constant(part)));
  const path = fc.tuple(...parts).map((all) => all.join(''));
  const beyond = fc
    .tuple(path, fc.constantFrom('/', '//', '/x', '/...', '%00', '.json', ';x', '/%'))
    .map((all) => all.join(''));
  return fc.oneof({ weight: 15, arbitrary: path }, beyond);
}

function queryOf(row: Row, words: readonly string[]): fc.Arbitrary<string> {
  const names = [...Object.keys(row.document.query ?? {}), 'auth_token', 'x', '__proto__', 'a[b]'];
  const value = fc.oneof(
    hostileText(words).map(encoded),
    fc.constantFrom(...rawSegments),
    anyJson(words).map((json) => encoded(String(JSON.stringify(json)))),
  );
  return fc
    .array(fc.tuple(fc.constantFrom(...names), value), { minLength: 1, maxLength: 3 })
    .map((pairs) => `?${pairs.map((pair) => pair.join('=')).join('&')}`);
}

function headersOf(): fc.Arbitrary<Readonly<Record<string, string>>> {
  const header = fc
    .constantFrom(...Object.keys(headerValues))
    .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(headerValues[name] ?? []))));
  return fc.array(header, { maxLength: 3 }).map((headers) => Object.fromEntries(headers));
}

function bodyOf(row: Row, words: readonly string[]): fc.Arbitrary<string | null> {
  const json = jsonLike(row.document.body, words).map((value) => hex(String(JSON.stringify(value))));
  const wrong = fc.oneof(
    fc.constantFrom(...malformed).map(hex),
    fc.constantFrom(...brokenBytes),
    anyJson(words).map((value) => hex(String(JSON.stringify(value)))),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    fc.constantFrom('[', '{"a":').map((unit) => hex(unit.repeat(20_000))),
    fc.constant(hex(`{"a":${'9'.repeat(5000)}}`)),
  );
  const none = fc.constant(null);
  return row.method === 'GET' || row.method === 'DELETE'
    ? fc.oneof({ weight: 3, arbitrary: none }, { weight: 3, arbitrary: json }, wrong)
    : fc.oneof({ weight: 8, arbitrary: json }, { weight: 3, arbitrary: wrong }, none);
}

/** Dot segments are resolved before anything is sent in process; broken-transport.test.ts sends them. */
function encoded(text: string): string {
  return text === '.' || text === '..' ? `${text}x` : encodeURIComponent(text.toWellFormed());
}

function hex(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}
