import { Database } from '../../subgraphs/kernel/database/database.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog } from '../support/engines.js';
import { ComputeHouse } from './compute-house.js';
import { ledgerCloud } from './ledger-cloud.js';

/** What the parent tells the program, as JSON in its only argument. */
export interface CrashOrders {
  readonly url?: string;
  readonly dataDir?: string;
  readonly cloudsFile: string;
  readonly ledger: string;
  /** How many machines to lead through their lives. */
  readonly machines: number;
}

/**
 * Leads machines through their lives: each is started and assigned, then stopped, released or kept. It
 * begins from the start each time it runs; the idempotency keys make that go on where it was killed.
 */
async function main(orders: CrashOrders): Promise<void> {
  let moments = 0;
  const database = await Database.open({ url: orders.url, dataDir: orders.dataDir, poolSize: 4 }, silentLog);
  const kernel = await TaskHouse.openOn(database);
  const house = await ComputeHouse.openOn(kernel, {
    config: { cloudsFile: orders.cloudsFile, waitTimeout: 2000 },
    drivers: [ledgerCloud(orders.ledger, () => process.stdout.write(`moment ${(moments += 1)}\n`))],
  });
  const machines = Array.from({ length: orders.machines }, (_, i) => i);
  await Promise.all(machines.map((i) => live(house, i)));
  process.stdout.write('done\n');
  await house.close();
}

async function live(house: ComputeHouse, i: number): Promise<void> {
  const host = { hostName: `host-${i}` };
  await insist(house, 'startComputeNode', 'StartComputeNodeInput', {
    name: host.hostName,
    imageId: 'i',
    sizeId: 's',
    idempotencyKey: `start-${i}`,
  });
  await insist(house, 'assignComputeNode', 'AssignComputeNodeInput', {
    ...host,
    user: 'u',
    application: 't',
    idempotencyKey: `assign-${i}`,
  });
  if (i % 3 === 0)
    await insist(house, 'stopComputeNode', 'StopComputeNodeInput', { ...host, idempotencyKey: `stop-${i}` });
  if (i % 3 === 1)
    await insist(house, 'releaseComputeNode', 'ReleaseComputeNodeInput', {
      ...host,
      idempotencyKey: `release-${i}`,
    });
}

/** Asks until the work has ended. */
async function insist(house: ComputeHouse, mutation: string, type: string, input: object): Promise<void> {
  const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { task { guid } } }`;
  for (;;) {
    const { errors } = await house.execute(text, { input: { ...input, wait: true } });
    if (!errors) return;
    if (errors[0]?.extensions?.['code'] !== 'SUBGRAPH_TIMEOUT') throw new Error(JSON.stringify(errors));
  }
}

const orders = process.argv[2];
if (orders !== undefined) await main(JSON.parse(orders) as CrashOrders);
