import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { sendOverWire } from '../../../support/wire.js';
import { startFreezer, type FreezerGateway } from './freezer-gateway.js';

const item = '/v1/backups/c_h_b_1_0';

describe('the literal verb UPDATE', () => {
  let freezer: FreezerGateway;

  before(async () => {
    freezer = await startFreezer({ bodyBytes: 2000 });
    const body = '{"container":"c","host_name":"h","backup_name":"b","timestamp":1,"level":0}';
    await sendOverWire(freezer.url, {
      method: 'POST',
      path: '/v1/backups',
      headers: { 'x-user-id': 'ann' },
      body,
    });
  });
  after(() => freezer.close());

  /** Writes the parts one after the other, each in a packet of its own, and reads to the end of the connection. */
  async function talk(...parts: readonly string[]): Promise<{ status: number; head: string; body: string }> {
    const { hostname, port } = new URL(freezer.url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const chunks: Buffer[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('end', resolve).on('error', reject);
    });
    for (const part of parts) {
      await new Promise<void>((resolve) => socket.write(part, () => setImmediate(resolve)));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await ended;
    socket.destroy();
    const [head = '', body = ''] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n').slice(-2);
    return { status: Number(head.split(' ')[1]), head, body };
  }

  const update = (body: string, more = ''): string =>
    `UPDATE ${item} HTTP/1.1\r\nHost: localhost\r\nX-User-Id: ann\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n`;
  const shown = async (): Promise<Record<string, unknown>> => {
    const { text } = await sendOverWire(freezer.url, {
      method: 'GET',
      path: item,
      headers: { 'x-user-id': 'ann' },
    });
    return (JSON.parse(text) as { backup_metadata: Record<string, unknown> }).backup_metadata;
  };

  test('merges like PATCH and closes the connection', async () => {
    const body = '{"mode":"fs","note":"Köln"}';

    const answer = await talk(update(body) + body);

    assert.equal(answer.status, 200);
    assert.match(answer.head, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer.head, /\r\nconnection: close$/i);
    assert.match(answer.head, /\r\nx-openstack-request-id: req-/i);
    assert.equal(
      (JSON.parse(answer.body) as { backup_metadata: { note: string } }).backup_metadata.note,
      'Köln',
    );
    assert.equal((await shown())['mode'], 'fs');
  });

  test('is read though head and body come in pieces', async () => {
    const body = '{"mode":"mongo"}';
    const head = update(body);

    const answer = await talk(head.slice(0, 30), head.slice(30), body.slice(0, 5), body.slice(5));

    assert.equal(answer.status, 200);
    assert.equal((await shown())['mode'], 'mongo');
  });

  test('is told to go on when it waits with its body', async () => {
    const body = '{"mode":"mysql"}';

    const answer = await talk(update(body, 'Expect: 100-continue\r\n'), body);

    assert.equal(answer.status, 200);
  });

  test('gets the errors of the dialect', async () => {
    const malformed = await talk(`${update('{')}{`);
    const missing = await talk(update('').replace(item, '/v1/backups/none'));
    const list = await talk(update('{}').replace(item, '/v1/backups') + '{}');

    assert.deepEqual(
      [malformed.status, (JSON.parse(malformed.body) as { title: string }).title],
      [400, 'Malformed JSON'],
    );
    assert.deepEqual(
      [missing.status, (JSON.parse(missing.body) as { description: string }).description],
      [400, 'Missing request body'],
    );
    assert.equal(list.status, 405);
    assert.match(list.head, /\r\nallow: HEAD, GET, POST, OPTIONS\r\n/i);
  });

  test('is refused when its length is doubtful, too great or never comes', async () => {
    const start = `UPDATE ${item} HTTP/1.1\r\nHost: x\r\n`;

    assert.equal((await talk(`${start}Transfer-Encoding: chunked\r\n\r\n`)).status, 411);
    assert.equal((await talk(`${start}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`)).status, 400);
    assert.equal((await talk(`${start}Content-Length: -1\r\n\r\n`)).status, 400);
    assert.equal((await talk(`${start}Content-Length: 2001\r\n\r\n`)).status, 413);
    assert.equal((await talk(`${start}Bad header\r\n\r\n`)).status, 400);
    assert.equal((await talk(`UPDATE http://elsewhere/ HTTP/1.1\r\n\r\n`)).status, 400);
    assert.equal((await talk(`${start}X: ${'x'.repeat(17_000)}`)).status, 431);
    assert.equal((await talk(`${start}Content-Length: 10\r\n\r\nhalf`)).status, 408);
  });

  test('leaves other nonsense to the server', async () => {
    assert.equal((await talk('UPDATED / HTTP/1.1\r\n\r\n')).status, 400);
    assert.equal((await talk('NONSENSE / HTTP/1.1\r\n\r\n')).status, 400);
  });

  test('survives a caller who hangs up', async () => {
    const { hostname, port } = new URL(freezer.url);
    const socket = connect({ host: hostname, port: Number(port) });
    await new Promise<void>((resolve) => socket.write(update('{"a":1}'), () => resolve()));
    socket.resetAndDestroy();

    assert.equal((await talk(`${update('{}')}{}`)).status, 200);
  });
});
