import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { cannotRun, engines } from '../../support/engines.js';
import { snmpMissing } from '../../support/prepare.js';
import { waitFor } from '../../support/wait-for.js';
import { alarmTrapOids } from './alarm-driver.js';
import { AlertHouse } from './alert-house.js';

interface ShownAlert {
  readonly alertId: string;
  readonly state: string;
  readonly severityKind: string;
  readonly location: string;
  readonly description: string;
  readonly occurrences: number;
  readonly storage: { readonly serialNumber: string };
}

const shown = 'alertId state severityKind location description occurrences storage { serialNumber }';

for (const kind of engines) {
  suite(`traps of arrays on the ${kind} database`, { skip: snmpMissing() ?? cannotRun(kind) }, () => {
    let house: AlertHouse;

    before(async () => {
      house = await AlertHouse.open({ kind, config: { trapSyncDelay: 3000 } });
    });
    after(() => house.close());

    async function alertsOf(storageUuid: string): Promise<ShownAlert[]> {
      const { alerts } = await house.data<{ alerts: { nodes: ShownAlert[] } }>(
        `query ($uuids: [String!]) { alerts(filter: { storageUuids: $uuids }) { nodes { ${shown} } } }`,
        { uuids: [storageUuid] },
      );
      return alerts.nodes;
    }

    /** The tally's growth by a piece of work. */
    async function counted(work: () => Promise<void>): Promise<Record<string, number>> {
      const earlier = await house.tally();
      await work();
      const later = await house.tally();
      return Object.fromEntries(
        Object.entries(later)
          .map(([outcome, n]) => [outcome, n - (earlier[outcome] ?? 0)] as const)
          .filter(([, n]) => n > 0),
      );
    }

    test('become open alerts of their storage, repeats are counted and a recovery clears them', async () => {
      const { uuid } = await house.array('SN-1');
      await house.source(uuid);

      await house.send({ alertId: '0x01', severity: 'Critical' });
      await house.send({ alertId: '0x01', severity: 'Critical' });
      const open = await alertsOf(uuid);
      await house.send({ alertId: '0x01', category: 'Recovery' });
      const cleared = await alertsOf(uuid);

      assert.deepEqual(open, [
        {
          alertId: '0x01',
          state: 'OPEN',
          severityKind: 'CRITICAL',
          location: 'encl 2, bay 11',
          description: 'from controller one',
          occurrences: 2,
          storage: { serialNumber: 'SN-1' },
        },
      ]);
      assert.deepEqual(
        cleared.map(({ state }) => state),
        ['CLEARED'],
      );
      await removeSource(uuid);
    });

    test('of unknown senders and with a wrong community are counted, not read', async () => {
      const { uuid } = await house.array('SN-2');

      const unknown = await counted(() => house.send({ alertId: '0x02' }));
      await house.source(uuid);
      const refused = await counted(() =>
        house.send({ alertId: '0x02' }, undefined, ['-v2c', '-c', 'wrong']),
      );
      const alerts = await alertsOf(uuid);

      assert.deepEqual({ unknown, refused }, { unknown: { unknown: 1 }, refused: { refused: 1 } });
      assert.deepEqual(alerts, []);
      await removeSource(uuid);
    });

    test('of version 3 are read with the keys of the source, which may change while it runs', async () => {
      const { uuid } = await house.array('SN-3');
      const v3 = {
        version: 'SNMPv3',
        communityString: null,
        username: 'traps',
        securityLevel: 'authPriv',
        authProtocol: 'HMCSHA2256',
        authKey: 'authentication',
        privacyProtocol: 'AES256',
        privacyKey: 'confidential',
      };
      const user = (authKey: string): string[] =>
        `-v3 -u traps -l authPriv -a SHA-256 -A ${authKey} -x AES-256 -X confidential -e 0x8000000001020304`.split(
          ' ',
        );

      await house.source(uuid, v3);
      const right = await counted(() => house.send({ alertId: '0x03' }, undefined, user('authentication')));
      await house.source(uuid, { ...v3, authKey: 'another authentication' });
      const wrong = await counted(() => house.send({ alertId: '0x03' }, undefined, user('authentication')));

      assert.deepEqual({ right, wrong }, { right: { stored: 1 }, wrong: { refused: 1 } });
      await removeSource(uuid);
    });

    test('go to the array they name behind one sender, if that has an alert source', async () => {
      const [sender, other, third] = [
        await house.array('SN-4'),
        await house.array('SN-5'),
        await house.array('SN-6'),
      ];
      await house.source(sender.uuid);
      await house.source(other.uuid, { host: '192.0.2.5' });

      await house.send({ alertId: '0x04', serialNumber: 'SN-5' });
      const unattributed = await counted(() => house.send({ alertId: '0x04', serialNumber: 'SN-6' }));
      const alerts = await Promise.all([sender, other, third].map(({ uuid }) => alertsOf(uuid)));

      assert.deepEqual(
        alerts.map((list) => list.length),
        [0, 1, 0],
      );
      assert.deepEqual(unattributed, { unattributed: 1 });
      await removeSource(sender.uuid);
      await removeSource(other.uuid);
    });

    test('that do not tell enough have the array asked once for all its alerts', async () => {
      const { uuid } = await house.array('SN-7');
      await house.source(uuid);
      await waitFor('the alert sync of the registration', () => askedOf('SN-7').length === 1);
      house.arrays.alerts.set('SN-7', [
        { alertId: '0x07', alertName: 'Fan', severity: 'Minor', sequenceNumber: 7 },
      ]);

      const outcome = await counted(async () => {
        await house.send({}, alarmTrapOids.incomplete);
        await house.send({}, alarmTrapOids.incomplete);
      });
      const alerts = await waitFor(
        'the alert',
        async () => {
          const found = await alertsOf(uuid);
          return found.length > 0 ? found : undefined;
        },
        { withinMs: 30_000 },
      );

      assert.deepEqual(outcome, { incomplete: 2 });
      assert.deepEqual(
        alerts.map(({ alertId, severityKind }) => [alertId, severityKind]),
        [['0x07', 'MINOR']],
      );
      assert.equal(askedOf('SN-7').length, 2);
      await removeSource(uuid);
    });

    test('that the driver drops or breaks at are counted so', async () => {
      const { uuid } = await house.array('SN-8');
      await house.source(uuid);

      const ignored = await counted(() => house.send({}, alarmTrapOids.idle));
      const failed = await counted(() => house.send({}, alarmTrapOids.broken));

      assert.deepEqual({ ignored, failed }, { ignored: { ignored: 1 }, failed: { failed: 1 } });
      await removeSource(uuid);
    });

    function askedOf(serial: string): readonly unknown[] {
      return house.arrays.asked.filter(({ serialNumber }) => serialNumber === serial);
    }

    async function removeSource(storageUuid: string): Promise<void> {
      await house.data(
        'mutation ($input: DeleteAlertSourceInput!) { deleteAlertSource(input: $input) { storageUuid } }',
        { input: { storageUuid } },
      );
      await house.traps.refreshed();
    }
  });
}
