import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { cannotRun, silentLog } from '../support/engines.js';
import { startProduct, type Product } from '../support/product.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { seedBackups } from './seed-backups.js';
import { seedMachines } from './seed-machines.js';

const sizes = { machines: 500, backups: 25_000, tasks: 50_000 };
/** Megabytes: the server needs most of them to be there, and the list gathered would need several times as much. */
const heap = 256;

describe('a list of fifty thousand tasks', { skip: cannotRun('server') }, () => {
  const ends: (() => Promise<void>)[] = [];
  let product: Product;
  before(async () => {
    const databaseUrl = await createReadyDatabase();
    product = await startProduct(
      { after: (end) => void ends.unshift(end) },
      {
        databaseUrl,
        settings: { 'backup-orchestrator-url': 'off', 'backup-clean-interval': '0s' },
        env: { NODE_OPTIONS: `--max-old-space-size=${heap}` },
      },
    );
    const database = await Database.open({ url: databaseUrl, poolSize: 1 }, silentLog);
    const { kysely } = database.engine;
    await seedMachines(kysely, sizes.machines);
    await seedBackups(kysely, sizes);
    await database.close();
  });
  after(async () => {
    for (const end of ends) await end();
  });

  test('comes whole, each once, with its count, in memory that could not hold it', async () => {
    const answer = await fetch(`${product.url}/api/tasks`, { headers: { 'accept-encoding': 'identity' } });
    const rows = (await answer.json()) as readonly Readonly<Record<string, unknown>>[];

    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('x-total-count'), String(sizes.tasks));
    assert.equal(rows.length, sizes.tasks);
    assert.equal(new Set(rows.map(({ guid }) => guid)).size, sizes.tasks);
    assert.ok(rows.every((row) => row['protectedEntity'] !== undefined && row['backup'] !== undefined));
    assert.equal(rows.filter((row) => row['parentTask'] !== undefined).length, sizes.tasks / 2);
    const times = rows.map(({ finishTime }) => Number(finishTime));
    assert.ok(times.every((time, i) => i === 0 || time <= (times[i - 1] ?? 0)));
  });
});
