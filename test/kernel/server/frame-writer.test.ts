import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { FrameWriter, WriteJoiner } from '../../../subgraphs/kernel/server/frame-writer.js';
import { waitFor } from '../../support/wait-for.js';

for (const ms of [0, 20])
  describe(`frames written past the library, joined within ${ms} ms`, () => {
    const http = createServer();
    const sockets = new WebSocketServer({ noServer: true });
    const received: string[] = [];
    let client: WebSocket;
    let server: WebSocket;
    let writer: FrameWriter;
    before(async () => {
      const opened = new Promise<void>((resolve) => {
        http.on('upgrade', (request, socket, head) =>
          sockets.handleUpgrade(request, socket, head, (one) => {
            server = one;
            writer = new FrameWriter(socket, () => one.readyState === one.OPEN, new WriteJoiner(ms));
            resolve();
          }),
        );
      });
      http.listen(0, '127.0.0.1');
      await once(http, 'listening');
      client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, {
        maxPayload: 10_000_000,
      });
      client.on('message', (data: Buffer) => void received.push(data.toString()));
      await Promise.all([opened, once(client, 'open')]);
    });
    after(async () => {
      client.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    });

    const send = (size: number): string => {
      const json = Buffer.from(JSON.stringify('é'.repeat(size)));
      writer.send(Buffer.from('{"payload":'), json);
      return `{"payload":${json.toString()}}`;
    };

    test('arrive whole and in order, of every length of header, copied or not', async () => {
      received.length = 0;

      const sent = [0, 1, 55, 56, 57, 8000, 9000, 1, 32_760, 32_770, 2, 500_000, 3].map(send);
      await waitFor('all messages', () => received.length === sent.length);

      assert.deepEqual(received, sent);
    });

    test('keep their place among messages of the library, once they are flushed', async () => {
      received.length = 0;

      const first = send(5);
      writer.flush();
      server.send('between');
      const second = send(6);
      await waitFor('three messages', () => received.length === 3);

      assert.deepEqual(received, [first, 'between', second]);
    });

    test('are held back from a client that reads nothing, until it does', async () => {
      received.length = 0;
      client.pause();
      let told = 0;
      const off = writer.onRoom(() => told++);

      const sent: string[] = [];
      while (writer.hasRoom || sent.length < 10) {
        sent.push(send(10_000));
        if (sent.length % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        assert.ok(sent.length < 5000, 'the socket takes everything');
      }
      client.resume();
      await waitFor('all messages', () => received.length === sent.length);
      await waitFor('room', () => writer.hasRoom && told > 0);
      off();

      assert.deepEqual(received, sent);
    });

    test('go nowhere once the socket is closing', async () => {
      received.length = 0;
      const closed = once(client, 'close');

      server.close(1013, 'Try again later');
      send(1);
      writer.flush();
      const [code] = (await closed) as [number];

      assert.equal(code, 1013);
      assert.deepEqual(received, []);
    });
  });
