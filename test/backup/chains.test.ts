import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { WorkFunction } from '../../subgraphs/backup/services/work-contract.js';
import { cannotRun, engines } from '../support/engines.js';
import { untilAborted } from '../kernel/tasks/task-house.js';
import { BackupHouse } from './backup-house.js';
import { told, WorkFixture, workDoing } from './work-fixture.js';

for (const engine of engines) {
  describe(`chains of backup tasks on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    const doing: { EXPORT?: WorkFunction; STORE?: WorkFunction } = {};
    let house: BackupHouse;
    let fixture: WorkFixture;
    before(async () => {
      const nothing: WorkFunction = () => Promise.resolve(undefined);
      house = await BackupHouse.open({
        kind: engine,
        functions: workDoing({
          EXPORT: (run, facts) => (doing.EXPORT ?? nothing)(run, facts),
          STORE: (run, facts) => (doing.STORE ?? nothing)(run, facts),
        }),
      });
      fixture = await WorkFixture.on(house);
    });
    after(() => house.close());

    /** The backup a task's chain makes. */
    const backupOf = async (workflow: string): Promise<Record<string, unknown>> => {
      const [backup] = (await fixture.rows('backup')).filter((row) => row['workflow'] === workflow);
      if (!backup) throw new Error('There is no backup.');
      return backup;
    };

    it('export, store on the same node, and tell backup, location and machine', async () => {
      doing.EXPORT = undefined as never;
      const places: unknown[] = [];
      doing.EXPORT = (run) => Promise.resolve(void places.push(run.place));
      doing.STORE = (run) => Promise.resolve(void places.push(run.place));
      const vm = await fixture.machine();
      const { workflow, guid } = await fixture.export(vm, { priority: 70 });

      const tasks = await fixture.chain(workflow);

      assert.deepEqual(told(tasks), ['export FINISHED', 'store FINISHED']);
      assert.partialDeepStrictEqual(tasks[1], { parentGuid: guid, priority: 70, workflow });
      assert.deepEqual(places, [house.parts.node.name, house.parts.node.name]);
      const backup = await backupOf(workflow);
      assert.partialDeepStrictEqual(backup, { status: 'SUCCESS', type: 'FULL', origin_name: 'anna' });
      const [location] = (await fixture.rows('backup_location')).filter(
        (row) => row['backup_guid'] === backup['guid'],
      );
      assert.partialDeepStrictEqual(location, {
        status: 'PRESENT',
        role_type: 'PRIMARY',
        destination_guid: fixture.destinationGuid,
      });
      assert.partialDeepStrictEqual(await fixture.row('virtual_machine', vm), {
        last_backup_guid: backup['guid'],
        last_full_backup_guid: backup['guid'],
        restorable: true,
      });
      const works = (await fixture.rows('work')).filter((row) => row['workflow'] === workflow);
      assert.deepEqual(works.map((row) => String(row['type'])).toSorted(), ['EXPORT', 'STORE']);
      assert.ok(
        works.every((row) => row['node_guid'] !== null && String(row['status_info']).startsWith('Done in')),
      );
    });

    it('try again as often as they may, and then the backup has failed', async () => {
      doing.EXPORT = () => Promise.reject(new Fault('BACKEND_ERROR', 'The disk is gone.'));
      const vm = await fixture.machine();
      const { workflow } = await fixture.export(vm, { retryCount: 2 });

      const tasks = await fixture.chain(workflow);

      assert.deepEqual(told(tasks), ['export FAILED', 'export FAILED', 'export FAILED']);
      const works = (await fixture.rows('work')).filter((row) => row['workflow'] === workflow);
      assert.deepEqual(works.map((row) => String(row['retries_left'])).toSorted(), ['0', '1', '2']);
      assert.equal(new Set(works.map((row) => row['backup_guid'])).size, 1);
      assert.partialDeepStrictEqual(await backupOf(workflow), {
        status: 'FAILED',
        status_info: 'The disk is gone.',
      });
    });

    it('go on when a retry succeeds', async () => {
      delete doing.EXPORT;
      let fails = 1;
      doing.STORE = () =>
        fails-- > 0 ? Promise.reject(new Fault('BACKEND_ERROR', 'Full.')) : Promise.resolve(undefined);
      const { workflow } = await fixture.export(await fixture.machine(), { retryCount: 1 });

      const tasks = await fixture.chain(workflow);

      assert.deepEqual(told(tasks), ['export FINISHED', 'store FAILED', 'store FINISHED']);
      assert.equal(tasks[1]?.parentGuid, tasks[2]?.parentGuid);
      assert.equal((await backupOf(workflow))['status'], 'SUCCESS');
    });

    it('end without a retry when they are cancelled, waiting or running', async () => {
      doing.EXPORT = (run) => untilAborted(run as never) as never;
      const [runs, waits] = await fixture.machines(2);
      const running = await fixture.export(runs ?? '', { retryCount: 3 });
      const waiting = await fixture.export(waits ?? '', {
        retryCount: 3,
        windowStart: new Date('2099-01-01'),
      });
      await house.kernel.running(running.guid);

      for (const { guid } of [running, waiting]) await house.parts.tasks.cancel(guid, openViewer);

      for (const { workflow } of [running, waiting]) {
        assert.deepEqual(told(await fixture.chain(workflow)), ['export CANCELLED']);
        assert.partialDeepStrictEqual(await backupOf(workflow), {
          status: 'FAILED',
          status_info: 'Cancelled',
        });
      }
    });

    it('fail without a retry when their window passes', async () => {
      doing.EXPORT = (run) => untilAborted(run as never) as never;
      const vm = await fixture.machine();
      const holder = await fixture.export(vm);
      await house.kernel.running(holder.guid);
      const now = Date.now();
      const late = await fixture.export(vm, {
        retryCount: 3,
        windowStart: new Date(now - 1000),
        windowEnd: new Date(now + 300),
      });

      assert.deepEqual(told(await fixture.chain(late.workflow)), ['export FAILED']);

      assert.partialDeepStrictEqual(await backupOf(late.workflow), {
        status: 'FAILED',
        status_info: 'Not started within its window',
      });
      await house.parts.tasks.cancel(holder.guid, openViewer);
      await house.kernel.ended(holder.guid);
    });

    it('never export one machine twice at a time', async () => {
      let [now, most] = [0, 0];
      doing.EXPORT = async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return undefined;
      };
      delete doing.STORE;
      const vm = await fixture.machine();

      const tasks = await fixture.exports([vm, vm, vm, vm]);
      for (const { workflow } of tasks)
        assert.deepEqual(told(await fixture.chain(workflow)), ['export FINISHED', 'store FINISHED']);

      assert.equal(most, 1);
    });
  });
}
