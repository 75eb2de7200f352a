import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { Task } from '../../subgraphs/kernel/tasks/task.js';
import type { WorkFunction } from '../../subgraphs/backup/services/work-contract.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { WorkFixture, workDoing } from './work-fixture.js';

const chains = 60;
const retries = 2;
const seed = Number(process.env['INFRAGRAPH_TEST_SEED'] ?? Date.now() % 1_000_000);

/** mulberry32: the same numbers for the same seed. */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const rank: Readonly<Record<string, number>> = {
  QUEUED: 0,
  RUNNING: 1,
  INPROGRESS: 1,
  FINISHED: 2,
  FAILED: 2,
  CANCELLED: 2,
  SUCCESS: 2,
};

for (const engine of engines) {
  describe(
    `chains among faults, cancels and windows on the ${engine} database`,
    { skip: cannotRun(engine) },
    () => {
      it('never go back, all end, and end as their last task says', async (t) => {
        t.diagnostic(`INFRAGRAPH_TEST_SEED=${seed}`);
        const random = randomOf(seed);
        let [exporting, storing, mostExporting, mostStoring] = [0, 0, 0, 0];
        const moody: WorkFunction = async (run) => {
          await delay(random() * 15, undefined, { signal: run.signal });
          if (random() < 0.3) throw new Fault('BACKEND_ERROR', 'Not in the mood.');
          return undefined;
        };
        const machinesBusy = new Set<string>();
        const house = await BackupHouse.open({
          kind: engine,
          functions: workDoing({
            EXPORT: async (run, facts) => {
              const vm = String(facts.vmGuid);
              assert.ok(!machinesBusy.has(vm), 'two exports of one machine');
              machinesBusy.add(vm);
              mostExporting = Math.max(mostExporting, ++exporting);
              return moody(run, facts).finally(() => {
                machinesBusy.delete(vm);
                exporting--;
              });
            },
            STORE: async (run, facts) => {
              mostStoring = Math.max(mostStoring, ++storing);
              return moody(run, facts).finally(() => storing--);
            },
          }),
        });
        t.after(() => house.close());
        const told = new Map<string, string[]>();
        house.parts.hooks.backupsChanged.push(async (tx, guids) => {
          const { rows } = await sql<{ guid: string; status: string }>`
          select guid, status from backup.backup where guid = any(${[...guids]}::uuid[])`.execute(tx.sql);
          for (const { guid, status } of rows) told.set(guid, [...(told.get(guid) ?? []), status]);
        });
        const fixture = await WorkFixture.on(house);
        const machines = await fixture.machines(chains / 3);

        const firsts: Task[] = [];
        for (let i = 0; i < chains; i++) {
          const now = Date.now();
          const narrow = { windowStart: new Date(now - 1000), windowEnd: new Date(now + random() * 600) };
          const window = random() < 0.2 ? narrow : {};
          const vm = machines[Math.floor(random() * machines.length)] ?? '';
          firsts.push(
            await fixture.export(vm, { retryCount: Math.floor(random() * (retries + 1)), ...window }),
          );
          if (random() < 0.3) await cancelSome(house, random);
        }
        for (const { workflow } of firsts) await fixture.chain(workflow);

        assert.deepEqual(
          [mostExporting, mostStoring].map((most) => most <= 2),
          [true, true],
        );
        await statesNeverGoBack(house);
        for (const statuses of told.values()) {
          const ranks = statuses.map((status) => rank[status] ?? -1);
          assert.deepEqual(
            ranks,
            ranks.toSorted((a, b) => a - b),
            statuses.join(' '),
          );
        }
        const works = await fixture.rows('work');
        const backups = await fixture.rows('backup');
        const tasks = await house.parts.tasks.byGuids(
          openViewer,
          works.map((row) => String(row['task_guid'])),
        );
        for (const backup of backups) {
          const own = works
            .filter((row) => row['backup_guid'] === backup['guid'])
            .map((row) => ({ work: row, task: tasks.get(String(row['task_guid'])) }));
          const ended = (type: string, state: string): number =>
            own.filter(({ work, task }) => work['type'] === type && task?.state === state).length;
          const shape = JSON.stringify(
            own.map(({ work, task }) => [work['type'], task?.state, work['retries_left']]),
          );
          assert.equal(ended('STORE', 'FINISHED'), backup['status'] === 'SUCCESS' ? 1 : 0, shape);
          assert.ok(backup['status'] === 'SUCCESS' || backup['status'] === 'FAILED', shape);
          assert.ok(ended('EXPORT', 'FINISHED') <= 1, shape);
          if (ended('EXPORT', 'FINISHED') === 1)
            assert.ok(
              own.some(({ work }) => work['type'] === 'STORE'),
              shape,
            );
          else assert.ok(!own.some(({ work }) => work['type'] === 'STORE'), shape);
          const left = own.map(({ work }) => Number(work['retries_left']));
          assert.equal(
            new Set(
              own.map(
                ({ work, task }) =>
                  `${String(work['type'])} ${String(work['retries_left'])} ${task?.parentGuid}`,
              ),
            ).size,
            own.length,
            shape,
          );
          const cancelled = own.filter(({ task }) => task?.state === 'CANCELLED');
          assert.ok(cancelled.length <= 1, shape);
          if (cancelled.length === 0 && backup['status'] === 'FAILED') {
            const late = own.some(({ task }) => task?.error?.code === 'WINDOW_PASSED');
            assert.ok(late || Math.min(...left) === 0, shape);
          }
        }
        const open = (await fixture.rows('backup_location')).filter((row) => row['status'] === 'IN_PROGRESS');
        assert.deepEqual(open, []);
        assert.deepEqual(await house.kernel.pointers(), []);
      });
    },
  );
}

async function cancelSome(house: BackupHouse, random: () => number): Promise<void> {
  const { rows } = await sql<{ guid: string }>`
    select guid from kernel.task where state in ('QUEUED', 'RUNNING') order by created_at`.execute(
    house.parts.store.sql,
  );
  const one = rows[Math.floor(random() * rows.length)];
  if (one) await house.parts.tasks.cancel(one.guid, openViewer).catch(() => undefined);
}

async function statesNeverGoBack(house: BackupHouse): Promise<void> {
  const events = await house.kernel.events.log.read('core', 0, 100_000);
  for (const [guid, own] of Map.groupBy(events, ({ subject }) => subject)) {
    const ranks = own.map(({ payload }) => rank[String(payload['state'])] ?? -1);
    assert.deepEqual(
      ranks,
      ranks.toSorted((a, b) => a - b),
      guid,
    );
    assert.equal(ranks.filter((one) => one === 2).length, 1, guid);
  }
}
