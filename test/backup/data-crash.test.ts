import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { presentLocation } from '../../subgraphs/backup/services/restore-source.js';
import { Staging } from '../../subgraphs/backup/services/staging.js';
import { exportWork } from '../../subgraphs/backup/tasks/export.js';
import { importWork } from '../../subgraphs/backup/tasks/import.js';
import { restoreWork } from '../../subgraphs/backup/tasks/restore.js';
import { storeWork } from '../../subgraphs/backup/tasks/store.js';
import { ClaimLost } from '../../subgraphs/kernel/tasks/abort-reasons.js';
import { cannotRun, engines } from '../support/engines.js';
import { DataHouse, FakeRun } from './data-house.js';
import { temporaryFolder } from './disk-fixture.js';

for (const kind of engines) {
  describe(`work that another process goes on with (${kind})`, { skip: cannotRun(kind) }, () => {
    const cleanUps: (() => Promise<void>)[] = [];
    let root = '';
    let house: DataHouse;
    let backupGuid = '';
    let locationGuid = '';

    before(async () => {
      root = await temporaryFolder({ after: (work) => void cleanUps.push(work) });
      house = await DataHouse.open(kind, root);
      backupGuid = await house.backup('FULL');
      await house.run(exportWork, { backupGuid });
      await house.run(storeWork, { backupGuid });
      await house.succeed(backupGuid);
      locationGuid = (await presentLocation(house.parts, backupGuid)) ?? '';
    });
    after(async () => {
      await house.close();
      for (const work of cleanUps) await work();
    });

    async function restoreJob(): Promise<string> {
      const guid = crypto.randomUUID();
      await sql`insert into backup.restore_job (guid, backup_guid, vm_name, workflow, restore_type, status, restore_time)
        values (${guid}, ${backupGuid}, 'again', ${guid}, 'RESTORE_AND_IMPORT', 'INPROGRESS', now())`.execute(
        house.sql,
      );
      return guid;
    }

    it('takes images for whole that were restored on its own node alone', async () => {
      const input = { restore: { mode: 'RESTORE' as const, locationGuid, path: 'out' } };
      const folder = join(root, 'restored', 'out');
      const sums = async (): Promise<string[]> =>
        Promise.all(
          ['disk-0.raw', 'disk-1.raw'].map(async (name) =>
            createHash('sha256')
              .update(await readFile(join(folder, name)))
              .digest('hex'),
          ),
        );
      const first = new FakeRun(input);
      first.place = 'south';
      await house.run(restoreWork, { backupGuid }, first);
      const wanted = await sums();
      // What lies on the node the task comes to is of another restore, or half.
      await writeFile(join(folder, 'disk-0.raw'), 'half');

      const there = new FakeRun(input, first.guid, first.checkpoint);
      there.place = 'south';
      await house.run(restoreWork, { backupGuid }, there);
      const kept = await readFile(join(folder, 'disk-0.raw'), 'utf8');
      const elsewhere = new FakeRun(input, first.guid, first.checkpoint);
      elsewhere.place = 'north';
      await house.run(restoreWork, { backupGuid }, elsewhere);

      assert.equal(kept, 'half');
      assert.deepEqual(await sums(), wanted);
      assert.deepEqual((await readdir(folder)).sort(), ['disk-0.raw', 'disk-1.raw', 'machine.json']);
    });

    it('leaves no half image behind when a restore breaks off', async (t: TestContext) => {
      const input = { restore: { mode: 'RESTORE' as const, locationGuid, path: 'broken' } };
      const run = new FakeRun(input);
      t.mock.method(run, 'progress', () => Promise.reject(new Error('dies')));

      await assert.rejects(house.run(restoreWork, { backupGuid }, run), /dies/);

      assert.deepEqual(await readdir(join(root, 'restored', 'broken')), []);
    });

    it('does not write again on the disks of a machine that was made whole', async (t: TestContext) => {
      const job = await restoreJob();
      const facts = { backupGuid, restoreJobGuid: job };
      const input = { restore: { mode: 'IMPORT' as const, locationGuid, name: 'again', powerOn: true } };
      await house.run(restoreWork, facts, new FakeRun(input));
      const first = new FakeRun(input);
      // The process dies between the end of the making and its being written down.
      t.mock.method(first, 'save', () => {
        first.aborter.abort(new ClaimLost(first.guid, 1));
        return Promise.reject(new ClaimLost(first.guid, 1));
      });
      await assert.rejects(house.run(importWork, facts, first), ClaimLost);
      const { machines = [] } = await house.driver.inventory(AbortSignal.timeout(10_000));
      const made = machines.filter(({ name }) => name === 'again');
      const [disk] = made[0]?.disks ?? [];
      const own = async function* () {
        yield { offset: 0, data: Buffer.from('written by the machine itself') };
      };
      await house.driver.writeDisk(made[0]?.uuid ?? '', disk?.uuid ?? '', own(), AbortSignal.timeout(10_000));
      const before = await house.contents(made[0]?.uuid, made[0]?.disks);

      const second = new FakeRun(input, first.guid);
      await house.run(importWork, facts, second);
      // Another one dies behind that, when what was staged is gone.
      const third = new FakeRun(input, first.guid, second.checkpoint);
      const result = await house.run(importWork, facts, third);

      assert.equal(made.length, 1);
      assert.deepEqual(await house.contents(made[0]?.uuid, made[0]?.disks), before);
      assert.equal(result?.['uuid'], made[0]?.uuid);
      const { restored_uuid } = await house.one(
        sql<{ restored_uuid: string }>`select restored_uuid from backup.restore_job where guid = ${job}`,
      );
      assert.equal(restored_uuid, made[0]?.uuid);
    });

    it('ends an import with one whole machine, before and behind whichever step its process dies', async () => {
      const wanted = await house.contents();
      let deaths = 0;
      for (; ; deaths++) {
        const name = `made-${deaths}`;
        const facts = { backupGuid, restoreJobGuid: await restoreJob() };
        const input = { restore: { mode: 'IMPORT' as const, locationGuid, name } };
        await house.run(restoreWork, facts, new FakeRun(input));
        const first = new FakeRun(input);
        const died = await dyingAt(deaths, first, facts);
        if (died) await house.run(importWork, facts, new FakeRun(input, first.guid, first.checkpoint));

        const { machines = [] } = await house.driver.inventory(AbortSignal.timeout(10_000));
        const made = machines.filter((one) => one.name === name);
        assert.equal(made.length, 1, name);
        assert.deepEqual(await house.contents(made[0]?.uuid, made[0]?.disks), wanted, name);
        assert.deepEqual(
          (await readdir(join(root, 'staging'))).filter((one) => one === facts.restoreJobGuid),
          [],
        );
        await house.driver.deleteMachine(made[0]?.uuid ?? '', AbortSignal.timeout(10_000));
        if (!died) break;
      }

      // Making, two disks with their counts, the end, and its being written down; each before and behind.
      assert.equal(deaths, 14);
    });

    /** Imports with a process that dies at a half step: even ones before a step, odd ones behind it. Tells whether it did. */
    async function dyingAt(halfStep: number, run: FakeRun, facts: object): Promise<boolean> {
      let steps = 0;
      const die = (): never => {
        const lost = new ClaimLost(run.guid, 1);
        run.aborter.abort(lost);
        throw lost;
      };
      const step = async <R>(work: () => Promise<R>): Promise<R> => {
        const at = 2 * steps++;
        if (at === halfStep) die();
        const result = await work();
        return at + 1 === halfStep ? die() : result;
      };
      const changing = ['createMachine', 'writeDisk', 'finishMachine', 'deleteMachine', 'discardMachine'];
      const driver = new Proxy(house.driver, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]): unknown => {
            const call = (): unknown => Reflect.apply(value, target, args);
            return changing.includes(String(name)) ? step(async () => call()) : call();
          };
        },
      });
      run.transaction = (store, work) => step(() => store.transaction(work));
      const parts = { ...house.parts, drivers: { of: () => Promise.resolve(driver) } };
      try {
        await house.run(importWork, facts, run, parts);
        return false;
      } catch (error) {
        if (error instanceof ClaimLost) return true;
        throw error;
      }
    }

    it('keeps the new machine when an old one of its name cannot be deleted', async (t: TestContext) => {
      const facts = { backupGuid, restoreJobGuid: await restoreJob() };
      const { name } = house.machine;
      const input = { restore: { mode: 'IMPORT' as const, locationGuid, name, overwrite: true } };
      await house.run(restoreWork, facts, new FakeRun(input));
      const refuse = t.mock.method(
        house.driver,
        'deleteMachine',
        () => Promise.reject(new Error('not now')),
        { times: 1 },
      );
      const discard = t.mock.method(house.driver, 'discardMachine');
      const run = new FakeRun(input);

      await assert.rejects(house.run(importWork, facts, run), /not now/);
      await house.run(importWork, facts, new FakeRun(input, run.guid, run.checkpoint));

      assert.equal(refuse.mock.callCount(), 1);
      assert.equal(discard.mock.callCount(), 0);
      const { machines = [] } = await house.driver.inventory(AbortSignal.timeout(10_000));
      const named = machines.filter((one) => one.name === name);
      assert.equal(named.length, 1);
      assert.notEqual(named[0]?.uuid, house.machine.uuid);
    });
  });
}

describe('a staging area', () => {
  it('goes on with what was read of the same snapshot, and forgets what was read of another', async (t) => {
    const staging = new Staging(await temporaryFolder({ after: (work) => t.after(work) }));
    const backup = crypto.randomUUID();
    const first = await staging.folder(backup, 'snapshot-1');
    await writeFile(join(first, 'disk-0.data'), randomBytes(10));

    const same = await readdir(await staging.folder(backup, 'snapshot-1'));
    const other = await readdir(await staging.folder(backup, 'snapshot-2'));

    assert.ok(same.includes('disk-0.data'));
    assert.ok(!other.includes('disk-0.data'));
  });

  it('forgets what it does not know the source of', async (t) => {
    const root = await temporaryFolder({ after: (work) => t.after(work) });
    const backup = crypto.randomUUID();
    await mkdir(join(root, backup));
    await writeFile(join(root, backup, 'disk-0.data'), 'old');

    const folder = await new Staging(root).folder(backup, 'snapshot-1');

    assert.ok(!(await readdir(folder)).includes('disk-0.data'));
    await rm(root, { recursive: true });
  });
});
