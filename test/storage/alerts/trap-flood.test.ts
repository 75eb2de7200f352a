import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, before, suite, test } from 'node:test';
import { madeTrap } from '../../support/snmp-messages.js';
import { waitFor } from '../../support/wait-for.js';
import { AlertHouse } from './alert-house.js';
import { alarmTrapOids, alarmValues } from './alarm-driver.js';

const traps = 3000;
const perTurn = 100;
const kinds = 20;
const rate = 20;

suite('a flood of traps', () => {
  let house: AlertHouse;

  before(async () => {
    house = await AlertHouse.open({ config: { trapRate: rate, trapSyncDelay: 0 } });
  });
  after(() => house.close());

  test('is stored or counted to the last one, and the graph answers meanwhile', async () => {
    const { uuid } = await house.array('SN-1');
    await house.source(uuid);
    house.arrays.alerts.set('SN-1', [{ alertId: 'asked for' }]);
    const socket = createSocket('udp4');
    const datagrams = Array.from({ length: kinds }, (_, i) => trapOf(i));

    for (let sent = 0; sent < traps; sent += perTurn) {
      const turn = Array.from({ length: perTurn }, (_, i) => datagrams[(sent + i) % kinds] ?? Buffer.of());
      const sends = turn.map((datagram) => send(datagram));
      await house.data('{ alerts(first: 10) { nodes { alertId } } }');
      await Promise.all(sends);
    }
    socket.close();
    const tally = await waitFor('every trap to be counted', counted, { withinMs: 60_000 });
    const listed = await waitFor(
      'the array to be asked for what was not read',
      async () => (await stored()).find(({ alertId }) => alertId === 'asked for'),
      { withinMs: 60_000 },
    );

    const ofTraps = (await stored()).filter(({ alertId }) => alertId !== 'asked for');
    assert.ok((tally['stored'] ?? 0) >= 10 * rate, JSON.stringify(tally));
    assert.ok((tally['limited'] ?? 0) > 0, JSON.stringify(tally));
    assert.equal(
      ofTraps.reduce((sum, { occurrences }) => sum + occurrences, 0),
      tally['stored'],
    );
    assert.equal(ofTraps.length, kinds);
    assert.equal(listed.occurrences, 1);

    function send(datagram: Buffer): Promise<void> {
      return new Promise((resolve) => socket.send(datagram, house.port, '127.0.0.1', () => resolve()));
    }
  });

  async function counted(): Promise<Record<string, number> | undefined> {
    const tally = await house.tally();
    return Object.values(tally).reduce((sum, n) => sum + n, 0) === traps ? tally : undefined;
  }

  async function stored(): Promise<{ alertId: string; occurrences: number }[]> {
    const { alerts } = await house.data<{
      alerts: { nodes: { alertId: string; occurrences: number }[] };
    }>('{ alerts(first: 100) { nodes { alertId occurrences } } }');
    return alerts.nodes;
  }

  /** One of twenty different traps. */
  function trapOf(i: number): Buffer {
    const words = alarmValues({ alertId: `0x${i}`, location: `bay ${i}` });
    const values = Object.fromEntries(
      words.flatMap((word, at) => (at % 3 === 0 ? [[word, words[at + 2] ?? '']] : [])),
    );
    return madeTrap('trapme', 1, { trapOid: alarmTrapOids.alert, values });
  }
});
