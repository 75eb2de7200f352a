import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { madeTrap } from '../support/snmp-messages.js';

/** Where the traps of a fake array come from; see docs/adding-a-storage-driver.md. */
const playpen = '1.3.6.1.4.1.8072.9999.9999';
const kinds = 20;
const tickMs = 10;

/** Sends traps of twenty alerts at a steady rate for so many milliseconds; answers how many. */
export async function sendTraps(
  port: number,
  community: string,
  perSecond: number,
  ms: number,
): Promise<number> {
  const datagrams = Array.from({ length: kinds }, (_, i) =>
    madeTrap(community, 1, { trapOid: `${playpen}.0.1`, values: { [`${playpen}.1`]: `flood-${i}` } }),
  );
  const socket = createSocket('udp4');
  const startedAt = performance.now();
  const total = Math.round((ms * perSecond) / 1000);
  const sends: Promise<void>[] = [];
  while (sends.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - startedAt + tickMs) * perSecond) / 1000));
    while (sends.length < due) {
      const datagram = datagrams[sends.length % kinds] ?? Buffer.of();
      sends.push(new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', () => resolve())));
    }
    await delay(tickMs);
  }
  await Promise.all(sends);
  socket.close();
  return total;
}
