import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocketServer } from 'ws';
import { startSampleGateway, type SampleGateway } from '../support/sample-gateway.js';
import { sharedNow, type ServerAnswer, type ServerCommand, type Target } from './subscriber-messages.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the gateway sends for an event, with the id its clients use. */
function messageOf(stamp: string, seq: number): Buffer {
  return Buffer.from(
    `{"id":"s","type":"next","payload":{"data":{"changes":{"cursor":"books.${seq}","kind":"CHANGED","book":{"id":"${stamp}"}}}}}`,
  );
}

const joined = await startSampleGateway('in process', { joinWithinMs: 5 });
const single = await startSampleGateway('in process', { joinWithinMs: 0 });
const bare = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
if (bare.address() === null) await once(bare, 'listening');
let sent = 0;

/** Events of one turn: a log is read in pages. */
const burst = 16;

const portOf = ({ gateway }: SampleGateway): number => (gateway.app.server.address() as AddressInfo).port;

function publishOne(target: Target): void {
  const stamp = String(sharedNow());
  if (target === 'bare') {
    const message = messageOf(stamp, ++sent);
    for (const client of bare.clients) client.send(message, { binary: false });
  } else (target === 'joined' ? joined : single).world.changes.add(stamp);
}

async function answer(command: ServerCommand): Promise<ServerAnswer> {
  if (command.kind === 'figures') {
    const { user, system } = process.cpuUsage();
    if (command.afterGarbage) collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { kind: 'figures', rss, used: heapUsed + external, cpuMs: (user + system) / 1000 };
  }
  for (let event = 0; event < command.events; event++) {
    publishOne(command.target);
    if (command.everyMs > 0) await delay(command.everyMs);
    else if (event % burst === burst - 1) await setImmediate();
  }
  return { kind: 'published' };
}

process.on('message', (command: ServerCommand) => void answer(command).then((told) => process.send?.(told)));
process.on('disconnect', () => process.exit());
process.send?.({
  kind: 'open',
  ports: { joined: portOf(joined), single: portOf(single), bare: (bare.address() as AddressInfo).port },
} satisfies ServerAnswer);
