import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProduct, type OpenProduct } from '../support/product.js';
import { openBare } from './bare-server.js';
import { benchCases, vmPage } from './cases.js';
import { manyRecords, manyRecordsCases, seedManyRecords } from './many-records.js';
import type { Answer, Command } from './messages.js';
import { prepareCase, type ReadyCase } from './prepare-case.js';
import { runSql } from './run-sql.js';
import { pageSizes, seedPage } from './seed-page.js';
import { benchClouds, seed, type Seeded } from './seed.js';
import { backupSizes, seedVprotect, vprotectCases } from './vprotect-lists.js';
import { workCases } from './work-cases.js';

/**
 * The benchmark's server, run in a process of its own: the product, a bare Fastify with the same
 * payloads, and the SQL alone on the product's own database handle. Ends when the benchmark closes the
 * channel to it or is gone.
 */
class BenchServer {
  private readonly ends: (() => Promise<unknown>)[] = [];
  private readonly cases = new Map<string, ReadyCase>();
  private product: OpenProduct | undefined;
  private seeded: Seeded | undefined;

  async handle(command: Command): Promise<Answer> {
    switch (command.kind) {
      case 'open':
        return this.open(command);
      case 'sql':
        return this.sql(command);
      case 'work':
        return this.work(command);
    }
  }

  async close(): Promise<void> {
    for (const end of this.ends.splice(0).reverse()) await end();
  }

  private async open({ cases, databaseUrl }: Extract<Command, { kind: 'open' }>): Promise<Answer> {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-bench-'));
    this.ends.push(() => rm(folder, { recursive: true, force: true }));
    const cloudsFile = join(folder, 'clouds.json');
    await writeFile(cloudsFile, JSON.stringify(benchClouds));
    const product = await openProduct(
      { after: (end) => void this.ends.push(end) },
      {
        databaseUrl,
        settings: {
          'compute-clouds-file': cloudsFile,
          'secrets-key': randomBytes(32).toString('base64'),
          'backup-orchestrator-url': 'off',
        },
      },
    );
    this.product = product;
    const sizes = backupSizes[databaseUrl === undefined ? 'embedded' : 'server'];
    const seeded = await seed(product, sizes);
    this.seeded = seeded;
    const hasLists = vprotectCases.some(({ name }) => cases.includes(name));
    const hasPage = cases.includes(vmPage);
    if (hasLists || hasPage) await seedVprotect(product, hasLists ? sizes : pageSizes);
    if (hasPage) await seedPage(product, seeded);
    if (manyRecordsCases.some(({ name }) => cases.includes(name)))
      await seedManyRecords(product, manyRecords[databaseUrl === undefined ? 'embedded' : 'server']);
    for (const bench of [...benchCases, ...manyRecordsCases, ...vprotectCases].filter(({ name }) =>
      cases.includes(name),
    ))
      this.cases.set(bench.name, await prepareCase(product, bench, seeded));
    const bare = await openBare([...this.cases.values()]);
    this.ends.push(() => bare.app.close());
    return {
      kind: 'opened',
      url: product.url,
      bareUrl: bare.url,
      cases: [...this.cases.values()].map(({ prepared }) => prepared),
    };
  }

  private async work({ name }: Extract<Command, { kind: 'work' }>): Promise<Answer> {
    const work = workCases.find((one) => one.name === name);
    if (!work || !this.product || !this.seeded) throw new Error(`The work "${name}" is not open.`);
    const ms = await work.product(this.product, this.seeded);
    return { kind: 'worked', ms, driversMs: await work.drivers() };
  }

  private async sql({ name, times, concurrency }: Extract<Command, { kind: 'sql' }>): Promise<Answer> {
    const ready = this.cases.get(name);
    if (!ready || !this.product) throw new Error(`The case "${name}" is not open.`);
    const { kysely } = this.product.running.kernel.database.engine;
    return { kind: 'ran', ms: await runSql(kysely, ready.statements, times, concurrency) };
  }
}

const server = new BenchServer();
process.on('message', (command: Command) => {
  void server
    .handle(command)
    .catch((error: unknown): Answer => ({
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then((answer) => process.send?.(answer));
});
// Ctrl-C reaches the whole group; the benchmark itself then says goodbye.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => void server.close().finally(() => process.exit()));
