import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { it } from 'node:test';
import { freePort } from './free-port.js';

it('names a port that can be listened on', async () => {
  const port = await freePort();

  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();

  assert.ok(port > 1023);
});
