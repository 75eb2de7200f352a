import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { countStatements } from '../../../subgraphs/kernel/database/statements.js';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { DeviceAlert } from '../../../subgraphs/storage/drivers/alerts.js';
import { AlertHousekeeping } from '../../../subgraphs/storage/services/alert-housekeeping.js';
import { deleteStorage } from '../../../subgraphs/storage/services/delete-storage.js';
import { cannotRun, engines, silentLog } from '../../support/engines.js';
import { AlertHouse } from './alert-house.js';

interface Shown {
  readonly alertId: string;
  readonly state: string;
  readonly severityKind: string;
  readonly storage: { readonly serialNumber: string } | null;
}

const fault: DeviceAlert = {
  alertId: '0x1',
  category: 'Fault',
  severity: 'Major',
  location: 'bay 1',
  sequenceNumber: '1',
};

for (const kind of engines) {
  suite(`alerts on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let house: AlertHouse;

    before(async () => {
      house = await AlertHouse.open({ kind });
    });
    after(() => house.close());

    async function list(args: string): Promise<{ nodes: Shown[]; pageInfo: { endCursor: string } }> {
      const { alerts } = await house.data<{ alerts: { nodes: Shown[]; pageInfo: { endCursor: string } } }>(
        `{ alerts(${args}) { pageInfo { endCursor } nodes { alertId state severityKind storage { serialNumber } } } }`,
      );
      return alerts;
    }

    test('are one list over all arrays, narrowed and ordered by the database', async () => {
      const [one, two] = [await house.array('L-1'), await house.array('L-2')];
      await house.report(one.uuid, fault, { ...fault, alertId: '0x2', severity: 'Fatal' });
      await house.report(two.uuid, { ...fault, severity: 'minor' }, { ...fault, alertId: '0x3', severity: 'Odd' });
      const storages = `storageUuids: ["${one.uuid}", "${two.uuid}"]`;

      const worst = await list(`filter: { ${storages} }, orderBy: [{ field: SEVERITY }], first: 2`);
      const rest = await list(
        `filter: { ${storages} }, orderBy: [{ field: SEVERITY }], first: 2, after: "${worst.pageInfo.endCursor}"`,
      );
      const minor = await list(`filter: { ${storages}, severities: [MINOR, UNKNOWN], states: [OPEN] }`);

      assert.deepEqual(
        [...worst.nodes, ...rest.nodes].map(({ severityKind, storage }) => [
          severityKind,
          storage?.serialNumber,
        ]),
        [
          ['FATAL', 'L-1'],
          ['MAJOR', 'L-1'],
          ['MINOR', 'L-2'],
          ['UNKNOWN', 'L-2'],
        ],
      );
      assert.deepEqual(minor.nodes.map(({ alertId }) => alertId).sort(), ['0x1', '0x3']);
    });

    test('of many storages, with their sources and histories, cost one statement per hop', async () => {
      const storages = await Promise.all(['H-1', 'H-2', 'H-3'].map((serial) => house.array(serial)));
      for (const { uuid } of storages) {
        await house.report(uuid, fault, { ...fault, alertId: '0x2' });
        await house.source(uuid, { host: '192.0.2.9' });
      }
      const walk = (first: number): Promise<{ statements: readonly string[] }> =>
        countStatements(() =>
          house.data(
            `{ storages(first: ${first}) { nodes { alertSource { host traps { stored } } openAlerts(first: 5) { alertId history { change } storage { name } } } } }`,
          ),
        );

      const few = await walk(1);
      const all = await walk(50);

      assert.equal(all.statements.length, few.statements.length);
    });

    test('are shown live as the array tells them, and its failures by their code', async () => {
      const { uuid } = await house.array('V-1');
      house.arrays.alerts.set('V-1', [{ ...fault, sequenceNumber: 100, occurTime: 1740903331 }]);
      const query = `query ($uuid: String!, $begin: Long, $end: Long) {
        liveAlerts(storageUuid: $uuid, beginTime: $begin, endTime: $end) { alertId sequenceNumber occurTime resourceType storageName vendor } }`;

      const { liveAlerts } = await house.data<{ liveAlerts: unknown }>(query, { uuid, begin: 5, end: 0 });
      const backwards = await house.fault(query, { uuid, begin: 5, end: 5 });
      const nobody = await house.fault(query, { uuid: 'nobody' });

      assert.deepEqual(liveAlerts, [
        {
          alertId: '0x1',
          sequenceNumber: 100,
          occurTime: 1740903331,
          resourceType: 'Storage',
          storageName: 'V-1',
          vendor: 'Acme',
        },
      ]);
      assert.deepEqual(house.arrays.asked.at(-1)?.range, { beginTime: 5 });
      assert.deepEqual(backwards, ['InvalidInput', 'end_time should be greater than begin_time.']);
      assert.deepEqual(nobody, ['StorageNotFound', 'nobody']);
    });

    test('are cleared on the array by their number, and with it here', async () => {
      const { uuid } = await house.array('C-1');
      await house.report(uuid, fault);
      const clear = `mutation ($input: ClearAlertInput!) { clearAlert(input: $input) { alerts { state clearedBy history { change } } } }`;

      const { clearAlert } = await house.data<{ clearAlert: unknown }>(clear, {
        input: { storageUuid: uuid, sequenceNumber: '1' },
      });
      const unknown = await house.data(clear, { input: { storageUuid: uuid, sequenceNumber: '99' } });
      const stuck = await house.fault(clear, { input: { storageUuid: uuid, sequenceNumber: 'stuck' } });

      assert.deepEqual(clearAlert, {
        alerts: [
          { state: 'CLEARED', clearedBy: 'REQUEST', history: [{ change: 'OPENED' }, { change: 'CLEARED' }] },
        ],
      });
      assert.deepEqual(unknown, { clearAlert: { alerts: [] } });
      assert.deepEqual(stuck, ['StorageClearAlertFailed', 'it is stuck']);
    });

    test('of an alert sync are kept once however often it runs', async () => {
      const { uuid } = await house.array('S-1');
      house.arrays.alerts.set('S-1', [fault, { ...fault, alertId: '0x2', sequenceNumber: 2 }]);
      const sync = async (): Promise<string> => {
        const { syncAlerts } = await house.data<{ syncAlerts: { task: { guid: string } } }>(
          'mutation ($input: SyncAlertsInput!) { syncAlerts(input: $input) { task { guid } cursor } }',
          { input: { storageUuid: uuid } },
        );
        return (await house.storage.kernel.ended(syncAlerts.task.guid, 30_000)).state;
      };

      const states = [await sync(), await sync()];
      const rows = await house.storage.rows('alert', uuid);

      assert.deepEqual(states, ['FINISHED', 'FINISHED']);
      assert.deepEqual(
        rows.map(({ origin, occurrences }) => [origin, occurrences]),
        [
          ['SYNC', 1],
          ['SYNC', 1],
        ],
      );
    });

    test('of a storage that is deleted go with it, and open ones are told to be over', async () => {
      const { uuid } = await house.array('D-1');
      await house.source(uuid, { host: '192.0.2.7' });
      await house.report(uuid, fault);

      const { guid } = await deleteStorage(house.storage.parts, uuid, openViewer);
      await house.storage.kernel.ended(guid, 30_000);
      await house.report(uuid, fault);

      assert.deepEqual(await house.storage.rows('alert', uuid), []);
      assert.deepEqual(await house.storage.rows('alert_source', uuid), []);
    });

    test('that are written at the same time by two processes are one alert', async () => {
      const { uuid } = await house.array('P-1');

      await Promise.all(Array.from({ length: 10 }, () => house.report(uuid, fault)));
      const rows = await house.storage.rows('alert', uuid);

      assert.deepEqual(
        rows.map(({ occurrences }) => occurrences),
        [10],
      );
    });

    test('that were cleared long ago are removed with their history', async () => {
      const { uuid } = await house.array('R-1');
      await house.report(uuid, fault, { ...fault, category: 'Recovery' }, { ...fault, alertId: '0x2' });
      await new Promise((resolve) => setTimeout(resolve, 5));

      await new AlertHousekeeping(house.storage.parts.store, silentLog, 1).prune();
      const rows = await house.storage.rows('alert', uuid);

      assert.deepEqual(
        rows.map(({ alert_id, state }) => [alert_id, state]),
        [['0x2', 'OPEN']],
      );
    });
  });
}
