import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { checkedAlert } from '../../../subgraphs/storage/services/alert-condition.js';
import type { DeviceAlert } from '../../../subgraphs/storage/drivers/alerts.js';
import { startAlertmanager, type Alertmanager } from '../../support/alertmanager.js';
import { freePort } from '../../support/free-port.js';
import { alertmanagerMissing } from '../../support/prepare.js';
import { waitFor } from '../../support/wait-for.js';
import { AlertHouse } from './alert-house.js';

const fault: DeviceAlert = {
  alertId: '0x0100a0019',
  alertName: 'Disk removed',
  severity: 'Major',
  category: 'Fault',
  type: 'EquipmentAlarm',
  sequenceNumber: '8841',
  occurTime: 1740903331000,
  description: 'A disk was pulled.',
  recoveryAdvice: 'Insert the disk again.',
  location: 'encl 2, bay 11',
};

suite('a real Alertmanager', { skip: alertmanagerMissing() }, () => {
  let house: AlertHouse;
  let port: number;
  let manager: Alertmanager;

  before(async () => {
    port = await freePort();
    house = await AlertHouse.open({ config: { alertmanagerUrl: `http://127.0.0.1:${port}` } });
  });
  const ends: (() => Promise<void>)[] = [];
  after(async () => {
    await house.close();
    for (const end of ends.reverse()) await end();
  });

  /** Reports an alert as if its array had listed it. */
  async function report(storageId: string, told: DeviceAlert): Promise<void> {
    const alert = checkedAlert(told);
    assert.ok(alert);
    await house.storage.parts.alerts.write([{ storageId, origin: 'SYNC', at: new Date(), alert }]);
  }

  test('gets what was reported while it was away, with the labels of the contract, once', async () => {
    const { uuid } = await house.array('ACM0042');
    await report(uuid, fault);
    await report(uuid, fault);

    manager = await startAlertmanager({ after: (end) => void ends.push(end) }, port);
    const alerts = await waitFor(
      'the alert',
      async () => {
        const held = await manager.alerts();
        return held.length > 0 ? held : undefined;
      },
      { withinMs: 30_000 },
    );

    assert.equal(alerts.length, 1);
    assert.deepEqual(alerts[0]?.labels, {
      alertname: 'Disk removed',
      alert_id: '0x0100a0019',
      alert_name: 'Disk removed',
      sequence_number: '8841',
      category: 'Fault',
      severity: 'Major',
      type: 'EquipmentAlarm',
      location: 'encl 2, bay 11',
      recovery_advice: 'Insert the disk again.',
      storage_id: uuid,
      storage_name: 'ACM0042',
      vendor: 'Acme',
      model: 'A9000',
      serial_number: 'ACM0042',
      occur_time: '1740903331000',
    });
    assert.deepEqual(alerts[0]?.annotations, { summary: 'A disk was pulled.' });
    assert.ok(Date.parse(alerts[0]?.endsAt ?? '') > Date.now() + 86_400_000);
  });

  test('takes an alert as resolved when its condition is over', async () => {
    const { uuid } = await house.array('ACM0043');
    await report(uuid, { ...fault, matchKey: 'ab' });
    await waitFor('the alert', async () => (await held(uuid)).length === 1);

    await report(uuid, { ...fault, matchKey: 'ab', category: 'Recovery', sequenceNumber: '8842' });

    await waitFor('the alert to be over', async () => (await held(uuid)).length === 0);
  });

  test('gets an alert of another severity in place of the former', async () => {
    const { uuid } = await house.array('ACM0044');
    await report(uuid, fault);
    await waitFor('the alert', async () => (await held(uuid)).length === 1);

    await report(uuid, { ...fault, severity: 'Critical', sequenceNumber: '8843' });

    const labels = await waitFor('the worse alert', async () => {
      const found = await held(uuid);
      return found[0]?.['severity'] === 'Critical' ? found : undefined;
    });
    assert.equal(labels.length, 1);
  });

  /** Labels of the alerts of a storage that hold. */
  async function held(uuid: string): Promise<Readonly<Record<string, string>>[]> {
    const alerts = await manager.alerts();
    return alerts.map(({ labels }) => labels).filter((labels) => labels['storage_id'] === uuid);
  }
});
