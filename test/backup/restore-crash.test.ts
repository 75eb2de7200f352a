import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { HypervisorDriver } from '../../subgraphs/backup/drivers/driver.js';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import type { Child } from '../support/child.js';
import { cannotRun, silentLog } from '../support/engines.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { BackupHouse } from './backup-house.js';
import { CrashCrew, longestGapMs, startProgram, storedBackups, type Site } from './crash-crew.js';
import { sha256Of } from './disk-fixture.js';
import { addManager, changeManager, readAgain } from './manager-fixture.js';

const backups = 20;
const kills = 4;
/** Two pages of the inventory. */
const machines = 1200;
const fleet = { machines, disks: 2, diskSize: 1_100_000, filled: 300_000, delayMs: 50 };

describe(
  'restores, mounts and inventories among killed nodes and servers',
  { skip: cannotRun('server') },
  () => {
    it(
      'end as they should, each with one effect, and go on within 15 seconds',
      { timeout: 180_000 },
      async (t) => {
        const folder = await mkdtemp(join(tmpdir(), 'infragraph-restores-'));
        t.after(() => rm(folder, { recursive: true, force: true }));
        const url = await createReadyDatabase();
        const site = { url, folder, key: randomBytes(32).toString('base64') };
        const kernel = await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog));
        const house = await BackupHouse.openOn(kernel, {
          work: false,
          secretsKey: site.key,
          config: { directory: folder },
        });
        t.after(() => house.close());
        const crew = await CrashCrew.start(t, kernel, site);
        const manager = await addManager(house, fleet);
        await backUpSome(house, crew, join(folder, 'vault'));
        // One machine is gone from here on.
        await changeManager(house, manager, { ...fleet, leftOut: [machines - 1] });

        let asker = await startAsker(t, site, manager);
        for (let turn = 0; turn < kills; turn++) {
          await delay(Math.random() * 500);
          await crew.kill();
          if (turn % 2 === 1) continue;
          asker.kill('SIGKILL');
          await asker.exited;
          asker = await startAsker(t, site, manager);
        }
        await asker.waitForLine(/^asked/, 60_000);
        await crew.endOfAll();

        assert.deepEqual(await ends(house), [
          { type: 'IMPORT', state: 'FINISHED', error: null, tasks: backups, chains: backups },
          { type: 'MOUNT', state: 'FINISHED', error: null, tasks: backups, chains: backups },
          { type: 'RESTORE', state: 'FINISHED', error: null, tasks: 3 * backups, chains: 3 * backups },
        ]);
        assert.equal(await storedBackups(join(folder, 'vault')), backups);
        const sums = await machinesWhole(house, join(folder, 'managers', manager), manager);
        await filesWhole(house, join(folder, 'restored'), sums);
        await mountedOnce(house);
        await inventoryTrue(house, manager);
        const gaps = await crew.gaps();
        t.diagnostic(
          `${crew.held} tasks held by ${kills} killed nodes; longest gap ${Math.max(0, ...gaps)} ms`,
        );
        assert.ok(crew.held > 0);
        assert.ok(Math.max(0, ...gaps) <= longestGapMs);
      },
    );
  },
);

async function backUpSome(house: BackupHouse, crew: CrashCrew, path: string): Promise<void> {
  await house.data(
    'mutation ($path: String!) { createBackupDestination(input: { name: "vault", path: $path, isDefault: true }) { destination { guid } } }',
    { path },
  );
  const { rows } = await sql<{ guid: string }>`
    select guid from backup.virtual_machine order by length(name), name limit ${backups}`.execute(
    house.parts.store.sql,
  );
  await house.data(
    'mutation ($guids: [ID!]!) { exportVirtualMachines(input: { virtualMachineGuids: $guids }) { tasks { guid } } }',
    { guids: rows.map(({ guid }) => guid) },
  );
  await crew.endOfAll();
}

function startAsker(t: TestContext, site: Site, manager: string): Promise<Child> {
  return startProgram(t, site, 'restore-crash-asker', { CRASH_MANAGER: manager });
}

async function ends(house: BackupHouse): Promise<unknown> {
  const { rows } = await sql`
    select w.type, t.state, t.error ->> 'message' as error, count(*)::int as tasks, count(distinct w.workflow)::int as chains
    from backup.work w join kernel.task t on t.guid = w.task_guid where w.type in ('RESTORE', 'IMPORT', 'MOUNT')
    group by 1, 2, 3 order by 1`.execute(house.parts.store.sql);
  return rows;
}

/** The platform has one whole machine for each import, and its disks hold what the machine's did; the sums of these, by uuid. */
async function machinesWhole(
  house: BackupHouse,
  folder: string,
  manager: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ status: string; made: string; source: string }>`
    select j.status, j.restored_uuid as made, v.uuid as source from backup.restore_job j
    join backup.backup b on b.guid = j.backup_guid join backup.virtual_machine v on v.guid = b.vm_guid
    where j.restore_type = 'RESTORE_AND_IMPORT'`.execute(house.parts.store.sql);
  assert.ok(rows.every(({ status }) => status === 'SUCCESS'));
  const kept = (await readdir(join(folder, 'made'))).filter((name) => name.endsWith('.json')).sort();
  assert.deepEqual(kept, rows.map(({ made }) => `${made}.json`).sort());
  const driver = await house.parts.drivers.of(manager);
  const { machines: all } = await driver.inventory(AbortSignal.timeout(30_000));
  const disks = new Map(all.map((machine) => [machine.uuid, machine.disks]));
  const sums = new Map<string, readonly string[]>();
  for (const { made, source } of rows) {
    const wanted = await contents(driver, source, disks.get(source) ?? []);
    assert.deepEqual(await contents(driver, made, disks.get(made) ?? []), wanted);
    sums.set(source, wanted);
  }
  return sums;
}

/** SHA-256 of each disk of a machine. */
async function contents(
  driver: HypervisorDriver,
  uuid: string,
  disks: readonly { readonly uuid: string; readonly size: number }[],
): Promise<string[]> {
  const signal = AbortSignal.timeout(30_000);
  const machine = { uuid, name: '' };
  const { id } = await driver.createSnapshot(machine, { name: 'probe', quiesce: false }, signal);
  const sums: string[] = [];
  for (const disk of disks) {
    const all = Buffer.alloc(disk.size);
    for await (const { offset, data } of driver.readDisk(machine, disk, id, undefined, signal))
      all.set(data, offset);
    sums.push(sha256Of(all));
  }
  assert.equal(sums.length, fleet.disks);
  return sums;
}

/** What was restored as files is there whole, and nothing else; each file was noted once for each restore. */
async function filesWhole(
  house: BackupHouse,
  restored: string,
  sums: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const { rows } = await sql<{ backup: string; source: string; times: number[] }>`
    select b.guid as backup, v.uuid as source, array_agg(cardinality(f.restored_at)) as times
    from backup.backup_file f join backup.backup b on b.guid = f.backup_guid join backup.virtual_machine v on v.guid = b.vm_guid
    where f.type = 'DISK' group by 1, 2`.execute(house.parts.store.sql);
  assert.equal((await readdir(restored)).length, backups);
  for (const { backup, source, times } of rows) {
    const folder = join(restored, `out-${backup}`);
    assert.deepEqual((await readdir(folder)).sort(), ['disk-0.raw', 'disk-1.raw', 'machine.json']);
    const images = await Promise.all(
      ['disk-0.raw', 'disk-1.raw'].map(async (name) => sha256Of(await readFile(join(folder, name)))),
    );
    assert.deepEqual(images, sums.get(source));
    assert.deepEqual(times, [2, 2]);
  }
}

/** Every mount is there once, and no file system of a backup is known twice. */
async function mountedOnce(house: BackupHouse): Promise<void> {
  const { rows } = await sql`
    select m.state, count(distinct m.guid)::int as mounts, count(distinct m.backup_guid)::int as backups, count(f.guid)::int as shown,
      (select count(*)::int from backup.file_system) as known,
      (select count(*)::int from (select distinct file_guid, first_byte from backup.file_system) d) as different
    from backup.mounted_backup m join backup.mounted_file_system f on f.mounted_backup_guid = m.guid group by m.state`.execute(
    house.parts.store.sql,
  );
  const all = backups * fleet.disks;
  assert.deepEqual(rows, [
    { state: 'MOUNTED', mounts: backups, backups, shown: all, known: all, different: all },
  ]);
}

/** Every machine is known once, and each read of the inventory that finished was told of once and counted what it did. */
async function inventoryTrue(house: BackupHouse, manager: string): Promise<void> {
  await readAgain(house, manager);
  const { rows } = await sql<{ present: boolean; machines: number }>`
    select present, count(*)::int as machines from backup.virtual_machine group by 1 order by 1`.execute(
    house.parts.store.sql,
  );
  assert.deepEqual(rows, [
    { present: false, machines: 1 },
    { present: true, machines: machines - 1 + backups },
  ]);
  const { rows: reads } = await sql<{ tasks: number; finished: boolean; added: number; vanished: number }>`
    select count(*)::int as tasks, bool_and(t.state = 'FINISHED') as finished, sum((t.result ->> 'added')::int)::int as added, sum((t.result ->> 'vanished')::int)::int as vanished
    from kernel.task t where t.type = 'backup.manager.index'`.execute(house.parts.store.sql);
  const told = (await house.kernel.events.log.read('backup', 0, 1_000_000)).filter(
    ({ kind }) => kind === 'inventory.read',
  );
  assert.deepEqual(reads, [{ tasks: told.length, finished: true, added: machines + backups, vanished: 1 }]);
}
