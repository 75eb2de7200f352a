import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import {
  misdeeds,
  type Misdeed,
} from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-settings.js';
import { startSync } from '../../subgraphs/storage/services/start-sync.js';
import { cannotRun, engines } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';
import { StorageHouse } from './storage-house.js';

const sizes = { pools: '2', volumes: '12', disks: '7', host_groups: '2', hosts: '3' };
const tables = ['volume', 'disk', 'storage_host_group', 'storage_host_group_host'];

/** What a list that is spoilt in each way costs its unit; an array that lists nothing is believed. */
const ofLists: Readonly<Partial<Record<Misdeed, readonly [reason: string, words: RegExp]>>> = {
  hang: ['StorageBackendException', /no answer within/],
  crash: ['StorageBackendException', /failed unexpectedly/],
  'wrong-types': ['InvalidResults', /"nativeId" of thing 1 of \w+ is not a text/],
  duplicates: ['InvalidResults', /comes twice/],
  endless: ['InvalidResults', /holds more than 2000/],
  'bad-encoding': ['InvalidResults', /broken encoding/],
};

/** What an array costs that tells of itself so. */
const ofTheDevice: Readonly<Partial<Record<Misdeed, string>>> = {
  hang: 'ConnectTimeout',
  crash: 'StorageBackendException',
  empty: 'StorageBackendNotFound',
  'wrong-types': 'InvalidResults',
  'bad-encoding': 'InvalidResults',
  'no-serial': 'InvalidResults',
};

interface Shown {
  readonly name: string;
  readonly syncStatus: string;
  readonly freshness: readonly { kind: string; state: string; error: string | null; syncedAt: string }[];
}

for (const kind of engines) {
  describe(`an array that misbehaves (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({ kind, config: { callTimeout: 300, unitRows: 2000 } });
    });
    after(() => house.close());

    /** What the graph shows of an array, whose volumes are counted. */
    async function shown(uuid: string): Promise<{ storage: Shown; volumes: number }> {
      const { data, errors } = await house.execute(
        `query ($uuid: String!) { storage(uuid: $uuid) { name syncStatus freshness { kind state error syncedAt } }
          volumes(filter: { storageUuids: [$uuid] }) { totalCount } }`,
        { uuid },
      );
      assert.equal(errors, undefined);
      const { storage, volumes } = data as { storage: Shown; volumes: { totalCount: number } };
      return { storage, volumes: volumes.totalCount };
    }

    async function kept(uuid: string): Promise<readonly unknown[]> {
      return Promise.all(tables.map((table) => house.rows(table, uuid)));
    }

    it('does so in ways that are all here', () => {
      assert.deepEqual(new Set(Object.keys({ ...ofLists, ...ofTheDevice })), new Set(misdeeds));
    });

    for (const [misdeed, [reason, words]] of Object.entries(ofLists)) {
      it(`loses the lists it spoils with ${misdeed}, says why and keeps what was known`, async () => {
        const spoilt = ['VOLUME', 'DISK', 'STORAGE_HOST_GROUP'];
        const faults = spoilt.map((unit) => `${unit}:${misdeed}@2-`).join(',');
        const { uuid } = await house.array({ ...sizes, faults });
        const old = await kept(uuid);

        const task = await house.sync(uuid);

        const units = [...(await house.units(uuid)).values()];
        const failed = units.filter(({ state }) => state === 'FAILED');
        assert.equal(task.state, 'FINISHED');
        assert.deepEqual(new Set(failed.map((unit) => unit.kind)), new Set(spoilt));
        for (const { errorReason, error, syncedAt } of failed) {
          assert.equal(errorReason, reason);
          assert.match(error ?? '', words);
          assert.notEqual(syncedAt, null);
        }
        assert.equal(units.filter(({ state }) => state === 'SUCCEEDED').length, 13);
        assert.deepEqual(await kept(uuid), old);
        const { storage, volumes } = await shown(uuid);
        assert.deepEqual([storage.syncStatus, volumes], ['SYNCED', 12]);
        const seen = storage.freshness.filter(({ state }) => state === 'FAILED');
        assert.ok(seen.length === 3 && seen.every(({ error }) => words.test(error ?? '')));
      });
    }

    for (const [misdeed, reason] of Object.entries(ofTheDevice)) {
      it(`keeps what is known of itself when it tells of itself with ${misdeed}`, async () => {
        const { uuid } = await house.array({ ...sizes, faults: `DEVICE:${misdeed}@3-` });
        const before = await shown(uuid);

        await house.sync(uuid);

        const after = await shown(uuid);
        const unit = (await house.units(uuid)).get('DEVICE');
        assert.deepEqual([unit?.state, unit?.errorReason], ['FAILED', reason]);
        assert.deepEqual(
          [after.storage.name, after.storage.syncStatus, after.volumes],
          [before.storage.name, 'SYNCED', 12],
        );
      });
    }

    for (const fault of ['hang', 'crash', 'InvalidCredential', 'ConnectTimeout']) {
      it(`shows a login that ends with ${fault}, and is read again once it lets us in`, async () => {
        const { uuid } = await house.array(sizes);
        const old = await kept(uuid);
        const set = (faults: string): Promise<unknown> =>
          sql`
            update storage.access_info set revision = revision + 1,
              extra_attributes = (extra_attributes::jsonb || ${JSON.stringify({ faults })}::jsonb)::json
            where storage_id = ${uuid}::uuid`.execute(house.parts.store.sql);

        await set(`OPEN:${fault}`);
        await house.sync(uuid);
        const shut = await house.units(uuid);
        const { storage } = await shown(uuid);
        const known = await kept(uuid);
        await set('');
        const again = await house.sync(uuid);

        assert.ok([...shut.values()].every(({ state, errorReason }) => state === 'FAILED' && errorReason));
        assert.equal(storage.syncStatus, 'SYNCED');
        assert.deepEqual(known, old);
        assert.deepEqual([again.state, again.result?.['failed']], ['FINISHED', 0]);
      });
    }

    it('keeps no other array waiting: it is read and shown meanwhile', async () => {
      const patient = await StorageHouse.open({ kind });
      try {
        const slow = await patient.array({ ...sizes, faults: 'VOLUME:hang@2' });
        const other = await patient.array(sizes);
        const { guid } = await startSync(patient.parts, slow.uuid, openViewer);
        await waitFor(
          'the hanging list',
          async () => (await patient.units(slow.uuid)).get('VOLUME')?.state === 'RUNNING',
          { withinMs: 60_000 },
        );

        const task = await patient.sync(other.uuid);

        const meanwhile = await patient.storage(slow.uuid);
        const rows = await patient.rows('volume');
        await patient.kernel.tasks.cancel(guid, openViewer);
        await patient.kernel.ended(guid, 60_000);
        assert.deepEqual([task.state, task.result?.['failed']], ['FINISHED', 0]);
        assert.deepEqual([meanwhile.syncStatus, rows.length], ['SYNCING', 24]);
        assert.equal((await patient.storage(slow.uuid)).syncStatus, 'SYNCED');
      } finally {
        await patient.close();
      }
    });
  });
}
