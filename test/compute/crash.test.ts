import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { startChild } from '../support/child.js';
import { cannotRun, silentLog, type EngineKind } from '../support/engines.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import type { CrashOrders } from './crash-child.js';
import { machinesOf, readLedger } from './ledger-cloud.js';

const program = join(import.meta.dirname, 'crash-child.js');
const machines = 9;

/** On a server a killed worker's tasks go on only after its heartbeat is missed, hence fewer kills there. */
const kills: Readonly<Record<EngineKind, number>> = { embedded: 6, server: 3 };

for (const kind of ['embedded', 'server'] as const) {
  describe(`start, stop, assign and release under kill -9 (${kind})`, { skip: cannotRun(kind) }, () => {
    test(
      'nothing is created or destroyed twice, nothing is lost, and the state is consistent',
      { timeout: 300_000 },
      async (t) => {
        const folder = await mkdtemp(join(tmpdir(), 'crash-'));
        t.after(() => rm(folder, { recursive: true }));
        const orders = await ordersFor(kind, folder);

        await killAtRandom(t, orders, kills[kind]);
        await runToTheEnd(t, orders);

        const effects = readLedger(orders.ledger);
        const created = effects.filter(({ what }) => what === 'create');
        const destroyed = effects.filter(({ what }) => what === 'destroy');
        assert.equal(new Set(effects.map(({ token }) => token)).size, effects.length);
        assert.deepEqual(
          sorted(created.map(({ name }) => name)),
          hosts(() => true),
        );
        assert.equal(destroyed.length, hosts((i) => i % 3 !== 2).length);
        assert.deepEqual(
          sorted(machinesOf(effects).map(({ name }) => name)),
          hosts((i) => i % 3 === 2),
        );
        const cutOff = await checkTables(orders);
        t.diagnostic(`${cutOff} attempts were cut off`);
        assert.ok(cutOff > 0);
      },
    );
  });
}

function sorted(names: readonly (string | undefined)[]): string[] {
  return names.map((name) => name ?? '').toSorted((a, b) => (a < b ? -1 : 1));
}

function hosts(which: (i: number) => boolean): string[] {
  return Array.from({ length: machines }, (_, i) => i)
    .filter(which)
    .map((i) => `host-${i}`);
}

async function ordersFor(kind: EngineKind, folder: string): Promise<CrashOrders> {
  const cloudsFile = join(folder, 'clouds.json');
  await writeFile(cloudsFile, JSON.stringify({ default: { ENGINE: 'ledger' } }));
  const place =
    kind === 'embedded' ? { dataDir: join(folder, 'data') } : { url: await createReadyDatabase() };
  return { ...place, cloudsFile, ledger: join(folder, 'effects.jsonl'), machines };
}

/** Kills the program each time it is about to touch the far side, or has just done so, at one of the first few times. */
async function killAtRandom(t: TestContext, orders: CrashOrders, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const child = await startChild(t, process.execPath, [program, JSON.stringify(orders)]);
    const moment = 1 + Math.floor(Math.random() * 6);
    await Promise.race([child.waitForLine(new RegExp(`^moment ${moment}$`), 60_000), child.exited]);
    await delay(Math.random() * 30);
    child.kill('SIGKILL');
    await child.exited;
  }
}

async function runToTheEnd(t: TestContext, orders: CrashOrders): Promise<void> {
  const child = await startChild(t, process.execPath, [program, JSON.stringify(orders)]);
  await child.waitForLine(/^done$/, 120_000);
  assert.deepEqual(await child.exited, { code: 0, signal: null });
}

/** The tables tell what the far side tells: the kept machines, each assigned, and no task half-way. Tells how many attempts a kill has ended. */
async function checkTables({ url, dataDir, ledger }: CrashOrders): Promise<number> {
  const database = await Database.open({ url, dataDir, poolSize: 2 }, silentLog);
  try {
    const { kysely } = database.engine;
    const nodes = await sql<{ native_id: string; name: string; status: string | null }>`
      select n.native_id, n.name, a.status from compute.node n left join compute.assignment a on a.cloud = n.cloud and a.node_id = n.native_id
      order by n.name`.execute(kysely);
    const records = await sql<{
      count: number;
    }>`select count(*)::int as count from compute.assignment`.execute(kysely);
    const tasks = await sql<{
      state: string;
      count: number;
    }>`select state, count(*)::int as count from kernel.task group by state`.execute(kysely);
    const there = machinesOf(readLedger(ledger)).map(({ id, name }) => ({
      native_id: id,
      name,
      status: 'ASSIGNED',
    }));
    assert.deepEqual(
      nodes.rows,
      there.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    assert.equal(records.rows[0]?.count, there.length);
    const retries = await sql<{
      count: number;
    }>`select sum(attempts - 1)::int as count from kernel.task`.execute(kysely);
    assert.deepEqual(tasks.rows, [
      { state: 'FINISHED', count: machines * 2 + hosts((i) => i % 3 !== 2).length },
    ]);
    return retries.rows[0]?.count ?? 0;
  } finally {
    await database.close();
  }
}
