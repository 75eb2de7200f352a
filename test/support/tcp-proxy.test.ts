import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { startProxy, type TcpProxy } from './tcp-proxy.js';
import { waitFor } from './wait-for.js';

describe('the TCP proxy', () => {
  const echo = createServer(
    { allowHalfOpen: true },
    (socket) => void socket.on('error', () => {}).pipe(socket),
  );
  let proxy: TcpProxy;

  beforeEach(async () => {
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await startProxy({ port: (echo.address() as AddressInfo).port });
  });
  afterEach(async () => {
    await proxy.stop();
    echo.close();
    await once(echo, 'close');
  });

  /** A client of the proxy that remembers what it heard and how it ended. */
  async function dial(): Promise<{ socket: Socket; heard: () => string; error: () => string | undefined }> {
    const socket = connect(proxy.port, '127.0.0.1');
    let heard = '';
    let error: string | undefined;
    socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
    socket.on('error', (fault: NodeJS.ErrnoException) => (error = fault.code));
    await once(socket, 'connect');
    return { socket, heard: () => heard, error: () => error };
  }

  it('relays bytes and half-closings both ways', async () => {
    const client = await dial();
    const sent = 'x'.repeat(1_000_000);

    client.socket.end(sent);
    await once(client.socket, 'close');

    assert.equal(client.heard(), sent);
    await waitFor('the proxy to forget the client', () => proxy.connections === 0);
  });

  it('resets every connection when cut, and takes new ones', async () => {
    const [first, second] = await Promise.all([dial(), dial()]);
    await waitFor('both to be connected', () => proxy.connections === 2);

    proxy.cutAll();
    await waitFor('both to be reset', () => first.socket.closed && second.socket.closed);
    const third = await dial();
    third.socket.write('again');

    assert.deepEqual([first.error(), second.error()], ['ECONNRESET', 'ECONNRESET']);
    await waitFor('the echo', () => third.heard() === 'again');
  });

  it('swallows everything while paused and delivers it once resumed', async () => {
    const before = await dial();
    before.socket.write('1');
    await waitFor('the first echo', () => before.heard() === '1');

    proxy.pause();
    proxy.pause();
    before.socket.write('2');
    const during = await dial();
    during.socket.end('3');
    await delay(200);
    const silence = [before.heard(), during.heard(), before.socket.closed, during.socket.closed];
    proxy.resume();
    proxy.resume();

    assert.deepEqual(silence, ['1', '', false, false]);
    await waitFor('the held bytes', () => before.heard() === '12' && during.heard() === '3');
    await waitFor('the held closing', () => during.socket.closed);
  });

  it('hides a peer that dies while paused until it is resumed', async () => {
    const [[accepted], doomed] = await Promise.all([once(echo, 'connection'), dial()]);
    const other = await dial();

    proxy.pause();
    (accepted as Socket).resetAndDestroy();
    await delay(100);
    const stillOpen = !doomed.socket.closed;
    proxy.resume();

    assert.ok(stillOpen);
    await waitFor('the reset to arrive', () => doomed.error() === 'ECONNRESET');
    assert.equal(other.socket.closed, false);
  });

  it('closes a client whose server refuses', async () => {
    await using lonely = await startProxy({ port: await freePort() });
    const client = connect(lonely.port, '127.0.0.1').on('error', () => {});

    await waitFor('the client to be closed', () => client.closed);
  });

  it('refuses connections once stopped', async () => {
    const client = await dial();

    await proxy.stop();

    await waitFor('the old client to be reset', () => client.socket.closed);
    const refused = connect(proxy.port, '127.0.0.1');
    await assert.rejects(once(refused, 'connect'), { code: 'ECONNREFUSED' });
  });
});
