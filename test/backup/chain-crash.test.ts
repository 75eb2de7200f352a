import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { readSnapshots } from '../../subgraphs/backup/drivers/kept-snapshots.js';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { cannotRun, silentLog } from '../support/engines.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { BackupHouse } from './backup-house.js';
import { CrashCrew, longestGapMs, storedBackups } from './crash-crew.js';
import { addManager } from './manager-fixture.js';

const chains = 200;
const kills = 6;

describe('backup nodes killed in the middle of their chains', { skip: cannotRun('server') }, () => {
  it('end every chain as it should end, and go on within 15 seconds', { timeout: 180_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-chains-'));
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
    const manager = await addManager(house, {
      machines: chains,
      disks: 1,
      diskSize: 262_144,
      filled: 100_000,
      delayMs: 5,
    });
    await house.data(
      'mutation ($path: String!) { createBackupDestination(input: { name: "vault", path: $path, isDefault: true }) { destination { guid } } }',
      { path: join(folder, 'vault') },
    );
    const { rows: machines } = await sql<{ guid: string }>`select guid from backup.virtual_machine`.execute(
      kernel.store.sql,
    );
    await house.data(
      'mutation ($guids: [ID!]!) { exportVirtualMachines(input: { virtualMachineGuids: $guids }) { tasks { guid } } }',
      { guids: machines.map(({ guid }) => guid) },
    );

    for (let turn = 0; turn < kills; turn++) {
      await delay(500 + Math.random() * 1000);
      await crew.kill();
    }
    await crew.endOfAll();

    const { rows: ends } = await sql<{
      type: string;
      state: string;
      error: string | null;
      tasks: number;
      chains: number;
    }>`
      select w.type, t.state, t.error ->> 'message' as error, count(*)::int as tasks, count(distinct w.workflow)::int as chains
      from backup.work w join kernel.task t on t.guid = w.task_guid where w.type <> 'INDEX' group by 1, 2, 3 order by 1`.execute(
      kernel.store.sql,
    );
    assert.deepEqual(ends, [
      { type: 'EXPORT', state: 'FINISHED', error: null, tasks: chains, chains },
      { type: 'STORE', state: 'FINISHED', error: null, tasks: chains, chains },
    ]);
    const { rows: backups } = await sql`
      select b.status, l.status as location, count(*)::int as backups, bool_and(v.restorable and v.last_backup_guid = b.guid) as told
      from backup.backup b join backup.backup_location l on l.backup_guid = b.guid join backup.virtual_machine v on v.guid = b.vm_guid
      group by 1, 2`.execute(kernel.store.sql);
    assert.deepEqual(backups, [{ status: 'SUCCESS', location: 'PRESENT', backups: chains, told: true }]);
    assert.equal(await storedBackups(join(folder, 'vault')), chains);
    await nothingForgotten(house, join(folder, 'managers', manager));
    const gaps = await crew.gaps();
    t.diagnostic(`${crew.held} tasks held by ${kills} killed nodes; longest gap ${Math.max(0, ...gaps)} ms`);
    assert.ok(crew.held > 0);
    assert.ok(Math.max(...gaps) <= longestGapMs);
  });
});

/** No snapshot is on the platform that is not known here, and a clean-up leaves none, as no schedule needs any. */
async function nothingForgotten(house: BackupHouse, manager: string): Promise<void> {
  const onPlatform = async (): Promise<string[]> => {
    const machines = await readdir(join(manager, 'machines'));
    const all = await Promise.all(
      machines.map((name) => readSnapshots(join(manager, 'machines', name, 'snapshots.json'))),
    );
    return all.flat().map(({ id }) => id);
  };
  const { rows } = await sql<{ uuid: string }>`
    select uuid from backup.snapshot where status = 'PRESENT'`.execute(house.parts.store.sql);
  const known = new Set(rows.map(({ uuid }) => uuid));
  assert.deepEqual(
    (await onPlatform()).filter((id) => !known.has(id)),
    [],
  );

  const { removeOldBackups } = await house.data<{ removeOldBackups: { tasks: { guid: string }[] } }>(
    'mutation { removeOldBackups(input: {}) { tasks { guid } } }',
  );
  for (const { guid } of removeOldBackups.tasks)
    assert.equal((await house.kernel.ended(guid, 60_000)).state, 'FINISHED');
  assert.deepEqual(await onPlatform(), []);
}
