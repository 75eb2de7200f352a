import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  ResponseReader,
  type WholeResponse,
} from '../../../../gateway/federation/transport/response-reader.js';

const ok = 'HTTP/1.1 200 OK\r\n';
const text = '{"data":{"name":"Zürich 🙂"}}';
const length = Buffer.byteLength(text);

/** Reads an answer cut at the places; undefined while it is not whole. */
function readCut(answer: Buffer, cuts: readonly number[]): WholeResponse | undefined {
  const reader = new ResponseReader();
  const ends = [...cuts, answer.length];
  let whole: WholeResponse | undefined;
  for (const [i, end] of ends.entries()) {
    const piece = Buffer.from(answer.subarray(ends[i - 1] ?? 0, end));
    const read = reader.take(piece);
    // The bytes of a connection are written over by the next ones.
    if (read) whole = { head: read.head, body: Buffer.from(read.body) };
    piece.fill(0);
  }
  assert.equal(reader.isWithin, whole === undefined);
  return whole;
}

function read(answer: string): WholeResponse | undefined {
  return readCut(Buffer.from(answer), []);
}

suite('an answer over HTTP', () => {
  for (const [form, answer, expected] of [
    ['a length', `${ok}Content-Length: ${length}\r\n\r\n${text}`, text],
    ['a length told twice', `${ok}content-length: 2\r\ncontent-length: 2\r\n\r\n{}`, '{}'],
    [
      'an interim answer before it',
      `HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n${ok}content-length: 2\r\n\r\n{}`,
      '{}',
    ],
    [
      'chunks with extensions and trailers',
      `${ok}transfer-encoding: chunked\r\n\r\n5;a="b"\r\n{"dat\r\n${(length - 5).toString(16).toUpperCase()}\r\n${text.slice(5)}\r\n0\r\nx-late: yes\r\n\r\n`,
      text,
    ],
    ['chunks without content', `${ok}Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n`, ''],
    ['no content by its status', 'HTTP/1.1 204 No Content\r\ncontent-length: 7\r\n\r\n', ''],
  ] as const)
    test(`with ${form} is read however it is cut`, () => {
      const bytes = Buffer.from(answer);
      assert.equal(readCut(bytes, [])?.body.toString(), expected);
      for (let first = 0; first < bytes.length; first++)
        for (const second of [first, first + 1, bytes.length - 1].filter(
          (place) => place >= first && place < bytes.length,
        ))
          assert.equal(readCut(bytes, [first, second])?.body.toString(), expected, `${first}, ${second}`);
      assert.equal(
        readCut(
          bytes,
          Array.from({ length: bytes.length - 1 }, (_, i) => i + 1),
        )?.body.toString(),
        expected,
      );
    });

  test('without a length is whole when the connection ends, and not before', () => {
    const reader = new ResponseReader();
    assert.equal(reader.take(Buffer.from(`${ok}connection: close\r\n\r\n{"da`)), undefined);
    assert.equal(reader.take(Buffer.from('ta":{}}')), undefined);
    assert.equal(reader.end()?.body.toString(), '{"data":{}}');
  });

  test('that was cut off is none', () => {
    for (const part of [
      ok,
      `${ok}content-length: 5\r\n\r\n{}`,
      `${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`,
    ]) {
      const reader = new ResponseReader();
      assert.equal(reader.take(Buffer.from(part)), undefined);
      assert.equal(reader.isWithin, true);
      assert.equal(reader.end(), undefined);
    }
  });

  test('is followed by the next over the same connection', () => {
    const reader = new ResponseReader();
    for (const body of ['{"a":1}', '{"b":22}'])
      for (const answer of [
        `${ok}content-length: ${body.length}\r\n\r\n${body}`,
        `${ok}transfer-encoding: chunked\r\n\r\n${body.length}\r\n${body}\r\n0\r\n\r\n`,
      ])
        assert.equal(reader.take(Buffer.from(answer))?.body.toString(), body);
  });

  for (const [head, expected] of [
    ['HTTP/1.1 200 OK', { keepsAlive: true, idleMs: undefined }],
    [
      'HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nKeep-Alive: timeout=5, max=100',
      { keepsAlive: true, idleMs: 5000 },
    ],
    ['HTTP/1.1 200 OK\r\nConnection: close', { keepsAlive: false, idleMs: undefined }],
    ['HTTP/1.0 200 OK', { keepsAlive: false, idleMs: undefined }],
    ['HTTP/1.0 200 OK\r\nconnection: keep-alive', { keepsAlive: true, idleMs: undefined }],
  ] as const)
    test(`says by ${JSON.stringify(head)} how long its connection is left open`, () => {
      const { keepsAlive, idleMs } = read(`${head}\r\ncontent-length: 0\r\n\r\n`)!.head;
      assert.deepEqual({ keepsAlive, idleMs }, expected);
    });

  for (const [what, answer] of [
    ['something else', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['a line without a name', `${ok}nothing\r\n\r\n`],
    ['a folded line', `${ok}x-a: 1\r\n 2\r\n\r\n`],
    ['a blank behind a name', `${ok}content-length : 2\r\n\r\n{}`],
    ['a bare line feed', `${ok}x-a: 1\ncontent-length: 2\r\n\r\n{}`],
    ['a bare carriage return', `${ok}x-a: 1\rcontent-length: 2\r\n\r\n{}`],
    ['a NUL', `${ok}x-a: \0\r\n\r\n`],
    ['two lengths', `${ok}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
    ['a length that is none', `${ok}content-length: 2, 2\r\n\r\n{}`],
    ['a negative length', `${ok}content-length: -2\r\n\r\n{}`],
    [
      'a length and chunks',
      `${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ],
    ['a coding nobody asked for', `${ok}transfer-encoding: gzip, chunked\r\n\r\n`],
    ['an encoding nobody asked for', `${ok}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`],
    ['bytes behind its end', `${ok}content-length: 2\r\n\r\n{}HTTP/1.1 200 OK`],
    ['bytes behind its chunks', `${ok}transfer-encoding: chunked\r\n\r\n0\r\n\r\nmore`],
    ['a chunk without a size', `${ok}transfer-encoding: chunked\r\n\r\nxyz\r\n`],
    ['a chunk with a sign', `${ok}transfer-encoding: chunked\r\n\r\n+2\r\n{}\r\n`],
    ['a chunk longer than it says', `${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}}\r\n`],
    ['a chunk with a bare line feed', `${ok}transfer-encoding: chunked\r\n\r\n2\n{}\r\n`],
    ['an endless head', `${ok}${'x-a: 1\r\n'.repeat(5000)}`],
    ['an endless size', `${ok}transfer-encoding: chunked\r\n\r\n${'0'.repeat(9000)}`],
  ] as const)
    test(`with ${what} is refused`, () => {
      assert.throws(() => read(answer), { name: 'MalformedResponse' });
    });
});
