import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import { importDelfin, type ImportReport } from '../../../subgraphs/storage/import/import-delfin.js';
import { readDelfinDatabase } from '../../../subgraphs/storage/import/read-delfin.js';
import { accessRow, clearAccess } from '../../../subgraphs/storage/services/access-rows.js';
import { alertSourceRows, trapSourceOf } from '../../../subgraphs/storage/services/alert-source-row.js';
import { cannotRun, engines } from '../../support/engines.js';
import { waitFor } from '../../support/wait-for.js';
import { StorageHouse } from '../storage-house.js';
import {
  delfinSource,
  encoded,
  fakeAccess,
  fakeStorage,
  idOf,
  planted,
  sampleRows,
  type SourceRows,
} from './delfin-source.js';

const tables = ['storage', 'access_info', 'alert_source', 'sync_unit', 'metric_collection'];

for (const kind of engines) {
  suite(`an import from Delfin (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({ kind });
    });
    after(() => house.close());

    /** Imports what `rows` hold. */
    async function bring(
      t: TestContext,
      rows: SourceRows,
      how: { readonly apply?: boolean; readonly overwrite?: boolean } = {},
    ): Promise<ImportReport> {
      const database = await readDelfinDatabase(await delfinSource(t, kind, rows));
      return importDelfin(house.parts, { database, apply: true, overwrite: false, ...how });
    }

    /** Everything the subgraph keeps, as text. */
    async function kept(): Promise<string> {
      return JSON.stringify(await Promise.all(tables.map((table) => house.rows(table))));
    }

    const outcomes = (report: ImportReport): unknown[] =>
      report.storages.map(({ id, outcome, alertSource }) => [id, outcome, alertSource]);

    test('tells what it would do and writes nothing unless it is to be applied', async (t) => {
      const before = await kept();

      const report = await bring(t, sampleRows(), { apply: false });

      assert.equal(await kept(), before);
      assert.deepEqual([report.applied, report.deleted, report.orphans], [false, 1, 0]);
      assert.deepEqual(outcomes(report), [
        [idOf(1), 'created', 'created'],
        [idOf(2), 'created', 'created'],
      ]);
      assert.match(report.storages[1]?.notes.join() ?? '', /no driver "hpe 3par"/);
    });

    test('writes all or nothing', async (t) => {
      const database = await readDelfinDatabase(await delfinSource(t, kind, sampleRows()));
      const before = await kept();

      const broken = importDelfin(house.parts, {
        database,
        apply: true,
        overwrite: false,
        progress: (done) => {
          if (done === 2) throw new Error('The power failed.');
        },
      });

      await assert.rejects(broken, /The power failed/);
      assert.equal(await kept(), before);
    });

    test('keeps ids and secrets, and reads the array at once', async (t) => {
      const report = await bring(t, sampleRows());

      const { secrets, store } = house.parts;
      await waitFor('the first sync', async () => (await house.storage(idOf(1))).syncedAt !== null, {
        withinMs: 60_000,
      });
      await waitFor(
        'its collection',
        async () => (await house.rows('metric_collection', idOf(1))).length === 1,
        {
          withinMs: 60_000,
        },
      );
      const storage = await house.storage(idOf(1));
      const access = clearAccess(await accessRow(store.sql, idOf(2)), secrets);
      const sources = [...(await alertSourceRows(store.sql, [idOf(1), idOf(2)])).values()];
      const clear = sources
        .map((row) => trapSourceOf(row, secrets))
        .sort((a, b) => a.host.localeCompare(b.host));
      assert.equal(report.applied, true);
      assert.deepEqual([storage.serialNumber, storage.reachable], ['SN-1', true]);
      assert.equal(storage.createdAtText, '2024-03-02T08:15:30.123456');
      assert.equal((await house.rows('volume', idOf(1))).length, 3);
      assert.deepEqual(access.ssh, {
        host: '192.0.2.2',
        port: 22,
        username: 'admin',
        password: 'planted-ssh',
        pubKey: 'AAAA',
        pubKeyType: 'ssh-rsa',
      });
      assert.deepEqual(
        clear.map(({ community, authKey, privacyKey }) => [community, authKey, privacyKey]),
        [
          ['planted-community', null, null],
          [null, 'planted-auth-key', 'planted-privacy'],
        ],
      );
      assert.equal(sources.find((row) => row.port === 161)?.created_at, '2024-03-02T09:00:00.000002');
    });

    test('keeps a storage without a driver as it was last seen, and a sync of it says why it cannot be', async () => {
      const imported = await house.storage(idOf(2));

      const task = await house.sync(idOf(2));

      const synced = await house.storage(idOf(2));
      const units = [...(await house.units(idOf(2))).values()];
      const reason = "Storage driver 'hpe 3par' could not be found.";
      assert.deepEqual(
        [imported.name, imported.totalCapacity, imported.status, imported.reachable, imported.lastError],
        ['array-2', '9223372036854775807', 'unknown', false, reason],
      );
      assert.deepEqual([task.state, synced.syncTaskGuid, synced.lastError], ['FAILED', null, reason]);
      assert.ok(
        units.length === 16 && units.every(({ state, error }) => state === 'FAILED' && error === reason),
      );
    });

    test('changes nothing when it is run again', async (t) => {
      const before = await kept();

      const report = await bring(t, sampleRows(), { overwrite: true });

      assert.equal(await kept(), before);
      assert.deepEqual(outcomes(report), [
        [idOf(1), 'present', 'present'],
        [idOf(2), 'present', 'present'],
      ]);
    });

    test('leaves settings that differ, unless told to write them over', async (t) => {
      const rest = {
        host: '192.0.2.77',
        port: 8443,
        username: 'monitor',
        password: encoded('planted-other'),
      };
      const [first, second] = sampleRows().alert_source;
      const changed: SourceRows = {
        ...sampleRows(),
        access_info: [fakeAccess(1, { rest: JSON.stringify(rest) })],
        storages: [fakeStorage(1)],
        alert_source: [{ ...first, host: '192.0.2.77' }, { ...second }],
      };

      const left = await bring(t, changed);
      const untouched = clearAccess(await accessRow(house.parts.store.sql, idOf(1)), house.parts.secrets);
      const written = await bring(t, changed, { overwrite: true });
      const again = await bring(t, changed, { overwrite: true });

      const access = clearAccess(await accessRow(house.parts.store.sql, idOf(1)), house.parts.secrets);
      assert.deepEqual(outcomes(left), [[idOf(1), 'differs', 'differs']]);
      assert.equal(left.orphans, 1);
      assert.equal(untouched.rest?.password, 'planted-rest');
      assert.deepEqual(outcomes(written), [[idOf(1), 'updated', 'updated']]);
      assert.deepEqual([access.rest?.host, access.rest?.password], ['192.0.2.77', 'planted-other']);
      assert.deepEqual(outcomes(again), [[idOf(1), 'present', 'present']]);
    });

    test('names what cannot be taken and why, and takes the rest', async (t) => {
      const odd = { ...fakeStorage(11), id: 'array-eleven' };
      const rows: SourceRows = {
        storages: [
          odd,
          fakeStorage(12),
          { ...fakeStorage(13), serial_number: null },
          { ...fakeStorage(14), serial_number: 'SN-1' },
          fakeStorage(15),
          fakeStorage(16),
        ],
        access_info: [
          fakeAccess(11, { storage_id: odd.id }),
          fakeAccess(13),
          fakeAccess(14),
          fakeAccess(15, { rest: '{"host": "no host!"}' }),
          fakeAccess(16, { rest: '{"host": "192.0.2.16", "port": "8443", "password": "gAAAAAB_other"}' }),
        ],
        alert_source: [
          { storage_id: idOf(16), host: '192.0.2.16', version: 'SNMPv2c', community_string: 'not base64' },
        ],
      };

      const { storages } = await bring(t, rows);

      const told = new Map(
        storages.map(({ id, outcome, notes }) => [id, [outcome, notes.join(' ')] as const]),
      );
      const expected: readonly (readonly [string, string, RegExp])[] = [
        ['array-eleven', 'refused', /not a UUID/],
        [idOf(12), 'refused', /no access info/],
        [idOf(13), 'refused', /no serial number/],
        [idOf(14), 'refused', new RegExp(`SN-1 is the storage ${idOf(1)} already`)],
        [idOf(15), 'refused', /"rest\.host" is not a host name/],
        [idOf(16), 'created', /password of rest is not in Delfin's own encoding.*community_string/],
      ];
      for (const [id, outcome, reason] of expected) {
        assert.equal(told.get(id)?.[0], outcome, id);
        assert.match(told.get(id)?.[1] ?? '', reason);
      }
      assert.equal(storages.find(({ id }) => id === idOf(16))?.alertSource, 'refused');
    });

    test('shows no secret, neither in its report nor in what is kept', async (t) => {
      const report = await bring(t, sampleRows(), { apply: false });

      const seen = JSON.stringify(report) + (await kept());
      const found = planted
        .flatMap((secret) => [secret, encoded(secret)])
        .filter((form) => seen.includes(form));
      assert.deepEqual(found, []);
    });
  });
}
