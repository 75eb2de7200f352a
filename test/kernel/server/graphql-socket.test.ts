import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { serveGraphqlSocket } from '../../../subgraphs/kernel/server/graphql-socket.js';
import { silentLog } from '../../support/engines.js';

describe('a socket whose peer cannot be identified', () => {
  const server = createServer();
  let refusal: Error;
  let close: () => Promise<void>;
  before(async () => {
    const unreached = (): never => assert.fail('nothing is asked over a refused socket');
    close = serveGraphqlSocket({
      server,
      path: '/graphql',
      log: silentLog,
      allows: () => true,
      connect: () => Promise.reject(refusal),
      read: unreached,
      operate: unreached,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    await close();
    server.close();
  });

  const refusals: readonly (readonly [string, number, Error])[] = [
    ['its credential is wrong', 4403, new Fault('UNAUTHENTICATED', 'The token is not valid.')],
    ['it may not', 4403, new Fault('FORBIDDEN', 'The account is disabled.')],
    ['it has too many', 1013, new Fault('RATE_LIMITED', 'Too many sockets.')],
    ['the database is away', 1013, new Fault('SUBGRAPH_UNAVAILABLE', 'Try again in a moment.')],
    ['something is broken', 1013, new Error('unforeseen')],
  ];
  for (const [why, code, error] of refusals) {
    test(`is closed with ${code} when ${why}`, async () => {
      refusal = error;
      const { port } = server.address() as AddressInfo;
      const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
      await once(socket, 'open');

      socket.send(JSON.stringify({ type: 'connection_init' }));

      const [closedWith] = (await once(socket, 'close')) as [number];
      assert.equal(closedWith, code);
    });
  }
});
