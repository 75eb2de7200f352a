import { seedBackups } from '../backup/seed-backups.js';
import { seedMachines } from '../backup/seed-machines.js';
import type { OpenProduct } from '../support/product.js';
import type { BenchCase } from './cases.js';
import { kyselyOf } from './seed-graph.js';

/** What a scraper of the vProtect API finds: a tenth of it on the embedded database. */
export const backupSizes = {
  server: { machines: 10_000, tasks: 50_000, backups: 100_000 },
  embedded: { machines: 1000, tasks: 5000, backups: 10_000 },
} as const;

/** How much of each kind there is. */
export interface BackupSizes {
  readonly machines: number;
  readonly tasks: number;
  readonly backups: number;
}

/** The whole lists a Prometheus exporter reads on every scrape (vprotect.md 4.10). */
export const scrapedPaths = [
  '/api/virtual-machines',
  '/api/schedules',
  '/api/tasks',
  '/api/policies/vm-backup',
  '/api/hypervisors',
  '/api/nodes',
] as const;

const policies = 20;
const hypervisors = 50;

/** Whole lists of the vProtect API, asked for by two at once; measured only when they are named. */
export const vprotectCases: readonly BenchCase[] = [
  listed('vprotect-machines', scrapedPaths[0], '"name":"policy-', ({ machines }) => machines),
  listed('vprotect-schedules', scrapedPaths[1], '"startWindowLength"', () => 50),
  listed('vprotect-tasks', scrapedPaths[2], '"windowEnd"', ({ tasks }) => tasks),
  listed('vprotect-policies', scrapedPaths[3], '"vmCount"', () => policies),
  listed('vprotect-hypervisors', scrapedPaths[4], '"host":"host-', () => hypervisors),
  listed('vprotect-nodes', scrapedPaths[5], '"name":"seeded-', () => 3),
  listed('vprotect-backups', '/api/backups', '"backupTime"', ({ backups }) => backups),
];

function listed(name: string, path: string, text: string, times: (sizes: BackupSizes) => number): BenchCase {
  return {
    name,
    title: `GET ${path}, whole`,
    request: () => ({ method: 'GET', path, headers: {} }),
    holds: ({ backupSizes: sizes }) => [text, times(sizes)],
    connections: 2,
  };
}

/** Fills in machines, backups and tasks; some twenty seconds on a server. */
export async function seedVprotect(
  product: OpenProduct,
  { machines, tasks, backups }: BackupSizes,
): Promise<void> {
  const db = kyselyOf(product);
  await seedMachines(db, machines, { hypervisors });
  await seedBackups(db, { tasks, backups });
}
