import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { syncUnitKinds } from '../../subgraphs/storage/entities/sync-unit.js';
import { registerStorage } from '../../subgraphs/storage/services/register-storage.js';
import { startSync } from '../../subgraphs/storage/services/start-sync.js';
import { syncAll } from '../../subgraphs/storage/services/sync-all.js';
import { writeKind } from '../../subgraphs/storage/services/write-kind.js';
import { cannotRun, engines } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';
import { reasonOf, StorageHouse } from './storage-house.js';

for (const kind of engines) {
  describe(`a sync (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({ kind });
    });
    after(() => house.close());

    const names = async (table: string, uuid: string): Promise<ReadonlySet<unknown>> =>
      new Set((await house.rows(table, uuid)).map(({ name }) => name));

    const hanging = (uuid: string): Promise<unknown> =>
      waitFor('the hanging unit', async () => (await house.units(uuid)).get('QTREE')?.state === 'RUNNING');

    it('has sixteen units, each with what it changed', async () => {
      const { uuid } = await house.array({ volumes: '1200', pools: '4', seed: 'sixteen' });

      const units = await house.units(uuid);

      assert.deepEqual([...units.keys()], syncUnitKinds);
      assert.deepEqual(
        [...units.values()].filter(({ state }) => state !== 'SUCCEEDED'),
        [],
      );
      assert.equal(units.get('VOLUME')?.added, 1200);
      assert.equal((await house.rows('volume', uuid)).length, 1200);
      assert.equal((await house.storage(uuid)).reachable, true);
    });

    it('tells its progress, unit by unit, and ends with the counts', async () => {
      const { uuid } = await house.array({ volumes: '2' });

      const task = await house.sync(uuid);

      assert.equal(task.state, 'FINISHED');
      assert.deepEqual([task.unitsDone, task.unitsTotal], [16, 16]);
      assert.equal((task.result?.['units'] as unknown[] | undefined)?.length, 16);
      const events = await house.kernel.events.log.read('storage', 0, 100_000);
      const units = events.filter(
        (event) => event.kind === 'sync.unit' && event.payload['task'] === task.guid,
      );
      assert.deepEqual(
        units.map(({ payload }) => payload['kind']),
        syncUnitKinds,
      );
    });

    it('keeps UUID and first time of what it knows, adds and removes the rest', async () => {
      const { uuid } = await house.array({ volumes: '3', pools: '2' });
      const rows = await house.rows('volume', uuid);
      await sql`update storage.volume set native_volume_id = 'gone' where storage_id = ${uuid} and native_volume_id = 'volume_2'`.execute(
        house.parts.store.sql,
      );

      await house.sync(uuid);

      const after = await house.rows('volume', uuid);
      const same = ['volume_0', 'volume_1'];
      const identity = (list: typeof rows): ReadonlyMap<unknown, unknown> =>
        new Map(
          list
            .filter((row) => same.includes(String(row['name'])) && row['native_volume_id'] !== 'gone')
            .map((row) => [row['id'], row['created_at']]),
        );
      assert.deepEqual(identity(after), identity(rows));
      assert.deepEqual(await names('volume', uuid), new Set(['volume_0', 'volume_1', 'volume_2']));
      assert.equal(
        after.some((row) => row['native_volume_id'] === 'gone'),
        false,
      );
      const unit = (await house.units(uuid)).get('VOLUME');
      assert.deepEqual([unit?.added, unit?.updated, unit?.removed], [1, 2, 1]);
    });

    it('keeps the order of the list in the first times', async () => {
      const { uuid } = await house.array({ volumes: '40' });

      const rows = (await house.rows('volume', uuid)).toSorted((a, b) =>
        String(a['created_at']) < String(b['created_at']) ? -1 : 1,
      );

      assert.deepEqual(
        rows.map((row) => row['native_volume_id']),
        Array.from({ length: 40 }, (_, i) => `volume_${i}`),
      );
    });

    it('clears a kind, its members and the initiators when the array lists none', async () => {
      const { uuid } = await house.array({
        hosts: '3',
        host_groups: '3',
        faults: 'STORAGE_HOST_GROUP:empty@2-,STORAGE_HOST_INITIATOR:empty@2-,VOLUME:empty@2-',
      });
      assert.ok((await house.rows('storage_host_group_host', uuid)).length > 0);

      await house.sync(uuid);

      for (const table of [
        'storage_host_group',
        'storage_host_group_host',
        'storage_host_initiator',
        'volume',
      ])
        assert.deepEqual(await house.rows(table, uuid), [], table);
    });

    it('keeps two arrays with the same native ids apart', async () => {
      const one = await house.array({ seed: 'same', volumes: '5', hosts: '4', host_groups: '2' });
      const two = await house.array({ seed: 'same', volumes: '5', hosts: '4', host_groups: '2' });
      const before = await house.rows('storage_host_group_host', two.uuid);

      await house.sync(one.uuid);

      assert.deepEqual(await house.rows('storage_host_group_host', two.uuid), before);
      assert.deepEqual(await names('volume', one.uuid), await names('volume', two.uuid));
    });

    const lies = [
      'wrong-types',
      'duplicates',
      'bad-encoding',
      'crash',
      'StorageBackendException',
      'BadResponse',
    ];
    for (const lie of lies) {
      it(`loses only the unit when the array answers with ${lie}, and keeps what it knew`, async () => {
        const { uuid } = await house.array({
          disks: '7',
          faults: `DISK:${lie}@2-,VOLUME_GROUP:${lie}@2-`,
          volume_groups: '2',
        });
        const disks = await house.rows('disk', uuid);
        const groups = await house.rows('volume_group', uuid);

        const task = await house.sync(uuid);

        const units = await house.units(uuid);
        assert.deepEqual([task.state, task.result?.['failed']], ['FINISHED', 2]);
        assert.deepEqual(
          [...units.values()].filter(({ state }) => state !== 'SUCCEEDED').map((unit) => unit.kind),
          ['DISK', 'VOLUME_GROUP'],
        );
        assert.ok(units.get('DISK')?.error);
        assert.ok(units.get('DISK')?.errorReason);
        assert.deepEqual(await house.rows('disk', uuid), disks);
        assert.deepEqual(await house.rows('volume_group', uuid), groups);
        assert.equal((await house.storage(uuid)).syncStatus, 'SYNCED');
      });
    }

    it('gives up a list without end at the limit', async () => {
      const small = await StorageHouse.open({ kind, config: { unitRows: 2000 } });
      try {
        const { uuid } = await small.array({ faults: 'VOLUME:endless' });

        const unit = (await small.units(uuid)).get('VOLUME');

        assert.deepEqual([unit?.state, unit?.errorReason], ['FAILED', 'InvalidResults']);
        assert.match(unit?.error ?? '', /more than 2000/);
        assert.deepEqual(await small.rows('volume', uuid), []);
      } finally {
        await small.close();
      }
    });

    it('gives up a call that hangs, and goes on with the next unit', async () => {
      const quick = await StorageHouse.open({ kind, config: { callTimeout: 300 } });
      try {
        const { uuid } = await quick.array({ faults: 'DISK:hang,VOLUME:hang' });

        const units = await quick.units(uuid);

        assert.equal(units.get('DISK')?.state, 'FAILED');
        assert.match(units.get('VOLUME')?.error ?? '', /no answer within 0.3 s/);
        assert.equal(units.get('QUOTA')?.state, 'SUCCEEDED');
      } finally {
        await quick.close();
      }
    });

    it('fails with the reason when the array is down, asks it no more, and ends SYNCED', async () => {
      const { uuid } = await house.array({ faults: 'DEVICE:ConnectTimeout@3-', volumes: '3' });

      const task = await house.sync(uuid);

      const storage = await house.storage(uuid);
      assert.deepEqual([task.state, task.error?.code], ['FAILED', 'BACKEND_ERROR']);
      assert.deepEqual([storage.syncStatus, storage.reachable], ['SYNCED', false]);
      assert.equal(storage.lastError, 'Connect timeout.');
      assert.deepEqual(
        new Set([...(await house.units(uuid)).values()].map((unit) => unit.errorReason)),
        new Set(['ConnectTimeout']),
      );
      assert.equal((await house.rows('volume', uuid)).length, 3);
      assert.notEqual((await house.units(uuid)).get('VOLUME')?.syncedAt, null);
    });

    it('writes nothing of an array that has another serial number now', async () => {
      const { uuid } = await house.array({ volumes: '3' });
      await sql`update storage.storage set serial_number = 'the first' where id = ${uuid}`.execute(
        house.parts.store.sql,
      );
      await sql`delete from storage.volume where storage_id = ${uuid}`.execute(house.parts.store.sql);

      const task = await house.sync(uuid);

      assert.equal(task.state, 'FAILED');
      assert.equal((await house.units(uuid)).get('DEVICE')?.errorReason, 'StorageSerialNumberMismatch');
      assert.deepEqual(await house.rows('volume', uuid), []);
    });

    it('is refused while one is under way', async () => {
      const { uuid } = await house.array({ faults: 'QTREE:hang@2' });
      const { guid } = await startSync(house.parts, uuid, openViewer);
      await hanging(uuid);

      const busy = await reasonOf(startSync(house.parts, uuid, openViewer));

      await house.kernel.tasks.cancel(guid, openViewer);
      await house.kernel.ended(guid, 60_000);
      assert.deepEqual(busy, { reason: 'StorageIsSyncing', args: [uuid] });
    });

    it('takes over from one that has shown no life for long, which then writes no more', async () => {
      const quick = await StorageHouse.open({ kind, config: { callTimeout: 1500 } });
      try {
        const { uuid } = await quick.array({ faults: 'QTREE:hang@2', qtrees: '2' });
        const { guid } = await startSync(quick.parts, uuid, openViewer);
        await waitFor(
          'the hanging unit',
          async () => (await quick.units(uuid)).get('QTREE')?.state === 'RUNNING',
        );
        await sql`update storage.sync_unit set started_at = now() - interval '31 minutes', ended_at = now() - interval '31 minutes'`.execute(
          quick.parts.store.sql,
        );
        await sql`
          update storage.storage set sync_started_at = now() - interval '31 minutes', updated_at = now() - interval '31 minutes'
          where id = ${uuid}`.execute(quick.parts.store.sql);

        const second = await quick.sync(uuid);
        const first = await quick.kernel.ended(guid);

        assert.deepEqual([second.state, second.result?.['failed']], ['FINISHED', 0]);
        assert.deepEqual([first.state, first.error?.code], ['FAILED', 'CONFLICT']);
        assert.equal((await quick.units(uuid)).get('QTREE')?.state, 'SUCCEEDED');
      } finally {
        await quick.close();
      }
    });

    it('of only some kinds leaves the others as they are', async () => {
      const { uuid } = await house.array({ volumes: '2', disks: '2' });
      const disks = await house.rows('disk', uuid);

      const task = await house.sync(uuid, { kinds: ['VOLUME', 'STORAGE_POOL'] });

      assert.equal(task.unitsTotal, 2);
      assert.deepEqual(await house.rows('disk', uuid), disks);
    });

    it('of all storages leaves out the busy ones', async () => {
      const busy = await house.array({ faults: 'QTREE:hang@2' });
      const idle = await house.array();
      const { guid } = await startSync(house.parts, busy.uuid, openViewer);
      await hanging(busy.uuid);

      const { started, skipped } = await syncAll(house.parts, openViewer);

      await house.kernel.tasks.cancel(guid, openViewer);
      for (const sync of started) await house.kernel.ended(sync.guid, 120_000);
      assert.deepEqual(skipped, [busy.uuid]);
      assert.ok(started.some(({ storageId }) => storageId === idle.uuid));
    });

    it('begun twice with the same idempotency key is one', async () => {
      const { uuid } = await house.array();

      const first = await startSync(house.parts, uuid, openViewer, { idempotencyKey: 'k-1' });
      const second = await startSync(house.parts, uuid, openViewer, { idempotencyKey: 'k-1' });

      assert.equal(second.guid, first.guid);
      await house.kernel.ended(first.guid, 60_000);
    });

    it('cancelled in the middle frees the storage and says what was not read', async () => {
      const { uuid } = await house.array({ volumes: '1', delay: '0-0', faults: 'QTREE:hang@2' });
      const { guid } = await startSync(house.parts, uuid, openViewer);
      await hanging(uuid);

      await house.kernel.tasks.cancel(guid, openViewer);
      const task = await house.kernel.ended(guid);

      assert.equal(task.state, 'CANCELLED');
      assert.equal((await house.storage(uuid)).syncStatus, 'SYNCED');
      const unit = (await house.units(uuid)).get('QTREE');
      assert.deepEqual([unit?.state, unit?.error], ['FAILED', 'The sync was cancelled.']);
    });

    it('writes 8,000 volumes in a handful of statements', async () => {
      const { uuid } = await house.array({ volumes: '1' });
      const rows = Array.from({ length: 8000 }, (_, i) => ({
        native_volume_id: `v-${i}`,
        name: `volume ${i}`,
        total_capacity: 2 ** 40 + i,
      }));
      const write = (): ReturnType<typeof writeKind> =>
        house.parts.store.transaction((tx) => writeKind(tx.sql, uuid, 'VOLUME', { rows, members: [] }));

      const first = await countStatements(write);
      const again = await countStatements(write);

      assert.deepEqual(first.result, { added: 8000, updated: 0, removed: 1 });
      assert.deepEqual(again.result, { added: 0, updated: 8000, removed: 0 });
      assert.ok(first.statements.length <= 3, first.statements.join('\n'));
      assert.ok(again.statements.length <= 3);
    });
  });

  describe(`a scheduled sync (${kind})`, { skip: cannotRun(kind) }, () => {
    it('reads what changes most by a shorter interval of its own', async () => {
      const house = await StorageHouse.open({ kind, config: { incrementalSyncInterval: 1000 } });
      try {
        const { uuid } = await house.array({ volumes: '2' });

        const events = await waitFor(
          'the sync that begins by itself',
          async () => {
            const all = await house.kernel.events.log.read('storage', 0, 10_000);
            return all.filter((event) => event.kind === 'sync.started')[1];
          },
          { withinMs: 30_000, everyMs: 100 },
        );

        assert.deepEqual(events.payload['kinds'], ['DEVICE', 'STORAGE_POOL', 'VOLUME']);
        assert.equal(events.subject, uuid);
      } finally {
        await house.close();
      }
    });

    it('begins by itself when it is due, and frees storages whose sync was cancelled while it waited', async () => {
      const house = await StorageHouse.open({ kind, work: false, config: { syncInterval: 1000 } });
      try {
        const { storage, sync } = await registerStorage(house.parts, house.registration(), openViewer);
        assert.equal((await house.storage(storage.uuid)).syncStatus, 'SYNCING');

        await house.kernel.tasks.cancel(sync?.guid ?? '', openViewer);

        const next = await waitFor(
          'the sync that begins by itself',
          async () => {
            const { syncTaskGuid } = await house.storage(storage.uuid);
            return syncTaskGuid === sync?.guid ? null : syncTaskGuid;
          },
          { withinMs: 30_000, everyMs: 100 },
        );
        assert.equal((await house.kernel.tasks.get(next))?.origin, 'SCHEDULE');
      } finally {
        await house.close();
      }
    });
  });
}
