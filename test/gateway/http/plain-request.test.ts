import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PlainRequests } from '../../../gateway/http/plain-request.js';

const body = '{"query":"{ books { title } } # Größe"}';
const length = Buffer.byteLength(body);
const usual = ['host: localhost', 'content-type: application/json', `content-length: ${length}`];

function bytesOf(lines: readonly string[], content = body, first = 'POST /graphql HTTP/1.1'): Buffer {
  return Buffer.from([first, ...lines, '', content].join('\r\n'));
}

const read = (bytes: Buffer) => new PlainRequests('/graphql').read(bytes);

suite('a plain request', () => {
  test('is read with its headers by name and its text', () => {
    const request = read(
      bytesOf(['Host:localhost', 'X-A-1:  a b\tc  ', 'X-Empty:', `Content-Length: ${length}`]),
    );

    assert.deepEqual(
      { ...request?.headers },
      { host: 'localhost', 'x-a-1': 'a b\tc', 'x-empty': '', 'content-length': String(length) },
    );
    assert.equal(request?.body, body);
  });

  test('is read again when its head is the same, and when it differs', () => {
    const requests = new PlainRequests('/graphql');
    const told = ['a', 'a', 'b'].map((id) => requests.read(bytesOf([...usual, `x-request-id: ${id}`])));

    assert.deepEqual(
      told.map((one) => one?.headers['x-request-id']),
      ['a', 'a', 'b'],
    );
  });

  const left: Readonly<Record<string, Buffer>> = {
    'another method': bytesOf(usual, body, 'PUT /graphql HTTP/1.1'),
    'another path': bytesOf(usual, body, 'POST /graphql? HTTP/1.1'),
    'a whole URL': bytesOf(usual, body, 'POST http://localhost/graphql HTTP/1.1'),
    'HTTP/1.0': bytesOf(usual, body, 'POST /graphql HTTP/1.0'),
    'two blanks in its first line': bytesOf(usual, body, 'POST  /graphql HTTP/1.1'),
    'an empty line before it': Buffer.concat([Buffer.from('\r\n'), bytesOf(usual)]),
    'a line that ends with LF alone': Buffer.from(
      bytesOf(usual).toString().replace('\r\ncontent-type', '\ncontent-type'),
    ),
    'a lone CR': bytesOf([...usual, 'x-a: a\rb']),
    'a folded line': bytesOf([...usual, 'x-a: a', ' b']),
    'a blank before the colon': bytesOf([...usual, 'x-a : a']),
    'a line without a name': bytesOf([...usual, ': a']),
    'a line without a colon': bytesOf([...usual, 'x-a']),
    'a name that is no token': bytesOf([...usual, 'x(a): a']),
    'NUL in a value': bytesOf([...usual, 'x-a: a\0b']),
    'a value beyond ASCII': bytesOf([...usual, 'x-a: ü']),
    'a header twice': bytesOf([...usual, 'x-a: a', 'X-A: b']),
    'two lengths': bytesOf([...usual, `content-length: ${length}`]),
    'no length': bytesOf(usual.slice(0, 2)),
    'no body': bytesOf(['host: localhost', 'content-length: 0'], ''),
    'a length with a sign': bytesOf(['host: localhost', `content-length: +${length}`]),
    'a length with a list': bytesOf(['host: localhost', `content-length: ${length}, ${length}`]),
    'a length in hexadecimal': bytesOf(['host: localhost', `content-length: 0x${length.toString(16)}`]),
    'a coding': bytesOf([...usual, 'transfer-encoding: chunked']),
    'a coding in capitals': bytesOf([...usual, 'Transfer-Encoding: identity']),
    'no host': bytesOf(usual.slice(1)),
    'an expectation': bytesOf([...usual, 'expect: 100-continue']),
    'an upgrade': bytesOf([...usual, 'connection: upgrade', 'upgrade: websocket']),
    'its last request': bytesOf([...usual, 'connection: close']),
    'a connection option': bytesOf([...usual, 'connection: keep-alive, x-a']),
    'a trailer': bytesOf([...usual, 'trailer: x-a']),
    'less than it says': bytesOf(usual).subarray(0, -1),
    'more than it says': Buffer.concat([bytesOf(usual), Buffer.from('P')]),
    'a head that does not end': bytesOf(usual).subarray(0, 40),
    'a long head': bytesOf([...usual, `x-a: ${'a'.repeat(9000)}`]),
    nothing: Buffer.alloc(0),
  };
  for (const [what, bytes] of Object.entries(left))
    test(`is not one with ${what}`, () => {
      assert.equal(read(bytes), undefined);
    });

  test('is not one at any place where it is cut, and none is made of two', () => {
    const whole = bytesOf(usual);

    for (let at = 0; at < whole.length; at++)
      assert.equal(read(whole.subarray(0, at)), undefined, String(at));
    assert.equal(read(Buffer.concat([whole, whole])), undefined);
    assert.ok(read(whole));
  });
});
