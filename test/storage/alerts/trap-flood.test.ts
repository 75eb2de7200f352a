import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, suite, test } from 'node:test';
import { snmpMissing } from '../../support/prepare.js';
import { sendTrap } from '../../support/snmp.js';
import { alarmTrapOids, alarmValues } from './alarm-driver.js';
import { waitFor } from '../../support/wait-for.js';
import { AlertHouse } from './alert-house.js';

const traps = 10_000;
const seconds = 10;
const perTick = 50;

suite('a flood of 10,000 traps in ten seconds', { skip: snmpMissing() }, () => {
  let house: AlertHouse;

  before(async () => {
    house = await AlertHouse.open();
  });
  after(() => house.close());

  test('is stored or counted to the last trap, and the graph answers meanwhile', async () => {
    const { uuid } = await house.array('SN-1');
    await house.source(uuid);
    const datagrams = await recordedTraps();
    const socket = createSocket('udp4');
    let answers = 0;
    let sending = true;
    const send = (datagram: Buffer): Promise<void> =>
      new Promise((resolve) => socket.send(datagram, house.port, '127.0.0.1', () => resolve()));

    const asking = (async () => {
      while (sending) {
        await house.data('{ alerts(first: 10) { nodes { alertId } } }');
        answers += 1;
        await delay(20);
      }
    })();
    const sends: Promise<void>[] = [];
    for (let sent = 0; sent < traps; sent += perTick) {
      for (let i = 0; i < perTick; i++)
        sends.push(send(datagrams[(sent + i) % datagrams.length] ?? Buffer.of()));
      await delay((seconds * 1000 * perTick) / traps);
    }
    await Promise.all(sends);
    sending = false;
    await asking;
    socket.close();
    const tally = await waitFor(
      'every trap to be counted',
      async () => {
        const counted = await house.tally();
        return Object.values(counted).reduce((sum, n) => sum + n, 0) === traps ? counted : undefined;
      },
      { withinMs: 60_000 },
    );
    const { alerts } = await house.data<{ alerts: { totalCount: number; nodes: { occurrences: number }[] } }>(
      '{ alerts(first: 100) { totalCount nodes { occurrences } } }',
    );

    assert.ok((tally['stored'] ?? 0) >= 1000, JSON.stringify(tally));
    assert.ok((tally['limited'] ?? 0) + (tally['lost'] ?? 0) > 0, JSON.stringify(tally));
    assert.equal(alerts.totalCount, datagrams.length);
    assert.equal(
      alerts.nodes.reduce((sum, { occurrences }) => sum + occurrences, 0),
      tally['stored'],
    );
    assert.ok(answers > 50, `${answers} answers`);
  });

  /** Twenty different traps as snmptrap makes them. */
  async function recordedTraps(): Promise<Buffer[]> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    const recorded: Buffer[] = [];
    socket.on('message', (datagram) => recorded.push(datagram));
    for (let i = 0; i < 20; i++) {
      const got = once(socket, 'message');
      const values = alarmValues({ alertId: `0x${i}`, location: `bay ${i}` });
      await sendTrap({ options: ['-v2c', '-c', 'trapme'], port, head: ['1', alarmTrapOids.alert], values });
      await got;
    }
    socket.close();
    return recorded;
  }
});
