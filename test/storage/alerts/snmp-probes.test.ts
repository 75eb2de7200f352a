import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { waitFor } from '../../support/wait-for.js';
import { AlertHouse } from './alert-house.js';

suite('arrays whose SNMP agents are asked', () => {
  let house: AlertHouse;
  let silent: Socket;

  before(async () => {
    silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    house = await AlertHouse.open();
  });
  after(async () => {
    silent.close();
    await house.close();
  });

  /** What the graph shows of a storage's alert source and alerts. */
  async function shown(uuid: string): Promise<{ reachable: boolean | null; probeError: string | null; alerts: string[] }> {
    const { storage } = await house.data<{
      storage: {
        alertSource: { reachable: boolean | null; probeError: string | null };
        openAlerts: { alertId: string; origin: string; location: string }[];
      };
    }>(
      'query ($uuid: String) { storage(uuid: $uuid) { alertSource { reachable probeError } openAlerts { alertId origin location } } }',
      { uuid },
    );
    const alerts = storage.openAlerts.map(({ alertId, origin, location }) => `${origin} ${alertId} ${location}`);
    return { ...storage.alertSource, alerts };
  }

  test('and do not answer have an alert, for the models of the contract', async () => {
    const { uuid } = await house.array('M-1', 'msa');
    await house.source(uuid, { port: silent.address().port, retryNum: 0, expiration: 1 });

    const found = await waitFor('the probe', async () => {
      const now = await shown(uuid);
      return now.alerts.length > 0 ? now : undefined;
    });

    assert.deepEqual(found, {
      reachable: false,
      probeError: 'The agent did not answer in time.',
      alerts: ['PROBE 19660818 NetworkEntity=M-1'],
    });
  });

  test('are not asked when they are of another model', async () => {
    const { uuid } = await house.array('N-1');

    await house.source(uuid, { port: silent.address().port, retryNum: 0, expiration: 1 });
    const found = await shown(uuid);

    assert.deepEqual(found, { reachable: null, probeError: null, alerts: [] });
  });
});
