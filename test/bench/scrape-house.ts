import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import { openProduct, type OpenProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';
import type { ScrapeAnswer, ScrapeCommand } from './scrape-messages.js';
import { graphql, kyselyOf } from './seed-graph.js';
import { backupSizes, seedVprotect } from './vprotect-lists.js';

/** Exports that run at once, of so many machines; each call to their manager takes so many milliseconds. */
const exports = { atOnce: 20, machines: 40, delayMs: 20 };
const disk = { diskSize: 4 * 1024 * 1024, filled: 512 * 1024 };
const refillMs = 500;
const name = 'scraper';
const megabyte = 1_000_000;
const patience = { withinMs: 120_000, everyMs: 100 };

/**
 * The product whose lists are scraped while exports run, in a process of its own, so that the scrapers cost it nothing
 * but their requests. Ends when the channel to it does.
 */
class ScrapeHouse {
  private readonly ends: (() => Promise<unknown>)[] = [];
  private readonly delay = monitorEventLoopDelay({ resolution: 10 });
  private product: OpenProduct | undefined;
  private watch: NodeJS.Timeout | undefined;
  private peak = 0;
  private since = new Date();

  async handle(command: ScrapeCommand): Promise<ScrapeAnswer> {
    if (command.kind === 'open') return this.open(command.databaseUrl);
    return command.kind === 'begin' ? this.begin() : this.end();
  }

  async close(): Promise<void> {
    clearInterval(this.watch);
    for (const end of this.ends.splice(0).reverse()) await end();
  }

  private async open(databaseUrl: string | undefined): Promise<ScrapeAnswer> {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-bench-'));
    this.ends.push(() => rm(folder, { recursive: true, force: true }));
    const product = await openProduct(
      { after: (end) => void this.ends.push(end) },
      {
        databaseUrl,
        settings: {
          'secrets-key': randomBytes(32).toString('base64'),
          'backup-orchestrator-url': 'off',
          'backup-clean-interval': '0s',
          'backup-export-concurrency': String(exports.atOnce),
          'backup-store-concurrency': String(exports.atOnce),
        },
      },
    );
    this.product = product;
    await seedVprotect(product, backupSizes[databaseUrl === undefined ? 'embedded' : 'server']);
    const input = await this.exportInput(product, folder);
    const password = randomBytes(12).toString('base64url');
    const { identity } = product.running.kernel;
    await identity.accounts.create({ name, password, role: 'operator' });
    const cookie = await login(product, password);
    const refill = setInterval(() => void this.refill(product, cookie, input).catch(report), refillMs);
    this.ends.push(async () => clearInterval(refill));
    const since = new Date();
    await waitFor('the first backup', async () => (await stored(product, since)) > 0, patience);
    return { kind: 'opened', url: product.url, name, password };
  }

  /** A simulated manager with machines, and a destination for them. */
  private async exportInput(product: OpenProduct, folder: string): Promise<object> {
    const { made, to } = (await graphql(
      product,
      `
        mutation ($manager: CreateHypervisorManagerInput!, $destination: CreateBackupDestinationInput!) {
          made: createHypervisorManager(input: $manager) {
            manager {
              guid
            }
            task {
              guid
            }
          }
          to: createBackupDestination(input: $destination) {
            destination {
              guid
            }
          }
        }
      `,
      {
        manager: {
          name: 'bench',
          driver: 'simulated',
          url: 'simulated://bench',
          settings: { machines: exports.machines, delayMs: exports.delayMs, ...disk },
        },
        destination: { name: 'bench', path: join(folder, 'destination') },
      },
    )) as {
      made: { manager: { guid: string }; task: { guid: string } };
      to: { destination: { guid: string } };
    };
    await product.running.kernel.tasks.waitFor(made.task.guid, ({ state }) => state === 'FINISHED', 60_000);
    const { rows } = await sql<{ guid: string }>`
      select guid from backup.virtual_machine where manager_guid = ${made.manager.guid}`.execute(
      kyselyOf(product),
    );
    return {
      virtualMachineGuids: rows.map(({ guid }) => guid),
      backupDestinationGuid: to.destination.guid,
    };
  }

  /** Keeps more exports waiting than run at once. */
  private async refill(product: OpenProduct, cookie: string, input: object): Promise<void> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from kernel.task where type = 'backup.vm.export' and state = 'QUEUED'`.execute(
      kyselyOf(product),
    );
    if ((rows[0]?.count ?? 0) >= exports.atOnce) return;
    const answer = await product.gateway.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { cookie },
      payload: {
        query:
          'mutation ($input: ExportVirtualMachinesInput!) { exportVirtualMachines(input: $input) { tasks { guid } } }',
        variables: { input },
      },
    });
    const { errors } = answer.json<{ errors?: readonly { message: string }[] }>();
    if (errors?.[0]) throw new Error(errors[0].message);
  }

  private begin(): Promise<ScrapeAnswer> {
    this.delay.enable();
    this.delay.reset();
    this.peak = process.memoryUsage().rss;
    this.since = new Date();
    this.watch = setInterval(() => {
      this.peak = Math.max(this.peak, process.memoryUsage().rss);
    }, 50);
    return Promise.resolve({ kind: 'begun' });
  }

  private async end(): Promise<ScrapeAnswer> {
    clearInterval(this.watch);
    const seconds = (Date.now() - this.since.getTime()) / 1000;
    const delayP99 = this.delay.percentile(99) / 1e6;
    this.delay.disable();
    if (!this.product) throw new Error('Nothing is open.');
    return {
      kind: 'ended',
      backupsPerSecond: (await stored(this.product, this.since)) / seconds,
      delayP99,
      megabytes: this.peak / megabyte,
    };
  }
}

/** How many backups were stored since then. Throws when work has failed meanwhile. */
async function stored(product: OpenProduct, since: Date): Promise<number> {
  const { rows } = await sql<{ state: string; count: number; why: string | null }>`
    select t.state, count(*)::int as count, max(t.error ->> 'message') as why from kernel.task t
    where (t.type = 'backup.vm.store' and t.state = 'FINISHED' or t.type like 'backup.vm.%' and t.state = 'FAILED')
    and t.finished_at >= ${since.toISOString()}::timestamptz group by t.state`.execute(kyselyOf(product));
  const failed = rows.find(({ state }) => state === 'FAILED');
  if (failed) throw new Error(`${failed.count} tasks of backups failed: ${failed.why}`);
  return rows[0]?.count ?? 0;
}

async function login(product: OpenProduct, password: string): Promise<string> {
  const answer = await product.gateway.app.inject({
    method: 'POST',
    url: '/api/session/login',
    payload: { login: name, password },
  });
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

function report(error: unknown): void {
  console.error('An export could not be asked for:', error);
}

const house = new ScrapeHouse();
process.on('message', (command: ScrapeCommand) => {
  void house
    .handle(command)
    .catch((error: unknown): ScrapeAnswer => ({
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then((answer) => process.send?.(answer));
});
process.on('SIGINT', () => undefined);
process.on('disconnect', () => void house.close().finally(() => process.exit()));
