import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { startChild, type Child } from '../support/child.js';
import { cannotRun, silentLog } from '../support/engines.js';
import { sharedPostgres } from '../support/shared-postgres.js';
import { BackupHouse } from './backup-house.js';
import { addManager } from './manager-fixture.js';

const chains = 200;
const kills = 6;
const longestGapMs = 15_000;

/** Where the nodes of a test work. */
interface Site {
  readonly url: string;
  readonly folder: string;
  readonly key: string;
}

/** A task a killed node held. One that has a place can go on only there. */
interface Held {
  readonly guid: string;
  readonly attempts: number;
  readonly place: string | null;
}

/** When a node died, with what, and when it was back. */
interface Killing {
  readonly node: number;
  readonly at: number;
  readonly held: readonly Held[];
  backAt: number;
}

describe('backup nodes killed in the middle of their chains', { skip: cannotRun('server') }, () => {
  it('end every chain as it should end, and go on within 15 seconds', { timeout: 180_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-chains-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const url = await (await sharedPostgres()).createDatabase();
    const site = { url, folder, key: randomBytes(32).toString('base64') };
    const kernel = await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog));
    const house = await BackupHouse.openOn(kernel, {
      work: false,
      secretsKey: site.key,
      config: { directory: folder },
    });
    t.after(() => house.close());
    const crew = await Promise.all([0, 1, 2].map((node) => startNode(t, site, node)));
    await addManager(house, { machines: chains, disks: 1, diskSize: 262_144, filled: 100_000, delayMs: 5 });
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

    const killings: Killing[] = [];
    for (let i = 0; i < kills; i++) {
      await delay(500 + Math.random() * 1000);
      const killing = await killOne(kernel, crew, i % crew.length);
      killings.push(killing);
      crew[i % crew.length] = await startNode(t, site, i % crew.length);
      killing.backAt = Date.now();
    }
    await endOfAll(kernel);

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
    const held = killings.reduce((sum, killing) => sum + killing.held.length, 0);
    const gaps = await gapsAfter(kernel, killings);
    t.diagnostic(`${held} tasks held by ${kills} killed nodes; longest gap ${Math.max(0, ...gaps)} ms`);
    assert.ok(held > 0);
    assert.ok(Math.max(...gaps) <= longestGapMs);
  });
});

async function startNode(t: TestContext, { url, folder, key }: Site, node: number): Promise<Child> {
  const program = new URL('./chain-crash-worker.js', import.meta.url).pathname;
  const env = { CRASH_DATABASE: url, CRASH_FOLDER: folder, CRASH_NODE: `node-${node}`, CRASH_KEY: key };
  const child = await startChild(t, process.execPath, [program], { env });
  await child.waitForLine(/^working/, 30_000);
  return child;
}

async function killOne(kernel: TaskHouse, crew: readonly Child[], which: number): Promise<Killing> {
  const victim = crew[which];
  if (!victim) throw new Error('There is no such node.');
  victim.kill('SIGKILL');
  await victim.exited;
  const at = Date.now();
  const { rows } = await sql<Held>`
    select guid, attempts, place from kernel.task where state = 'RUNNING' and worker like ${`%:${victim.pid}`}`.execute(
    kernel.store.sql,
  );
  return { node: which, at, held: rows, backAt: 0 };
}

/** Waits until no task is open; a chain has no moment without one before its end. */
async function endOfAll(kernel: TaskHouse): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ guid: string }>`
      select guid from kernel.task where state in ('QUEUED', 'RUNNING') limit 1`.execute(kernel.store.sql);
    if (!rows[0]) return;
    await kernel.ended(rows[0].guid, 60_000);
  }
}

/** How long each task that a killed node held stood still though it could have gone on, in milliseconds. */
async function gapsAfter(kernel: TaskHouse, killings: readonly Killing[]): Promise<number[]> {
  const log = await kernel.events.log.read('core', 0, 1_000_000);
  return killings.flatMap(({ node, at, held }) =>
    held.flatMap(({ guid, attempts, place }) => {
      const next = log
        .find(({ subject, payload }) => subject === guid && Number(payload['attempts']) > attempts)
        ?.at.getTime();
      if (next === undefined) return [];
      const back = killings
        .filter((one) => one.node === node && one.backAt <= next)
        .map(({ backAt }) => backAt);
      return [next - (place === null ? at : Math.max(at, ...back))];
    }),
  );
}

/** Folders of whole backups: one level for the machine, one for the backup. */
async function storedBackups(vault: string): Promise<number> {
  const machines = await readdir(vault, { withFileTypes: true });
  const inside = await Promise.all(
    machines.filter((entry) => entry.isDirectory()).map(({ name }) => readdir(join(vault, name))),
  );
  return inside.flat().filter((name) => /^[0-9a-f-]{36}$/.test(name)).length;
}
