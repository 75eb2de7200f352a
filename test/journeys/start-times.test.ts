import assert from 'node:assert/strict';
import { availableParallelism, loadavg } from 'node:os';
import { it } from 'node:test';
import { cannotRun, engines } from '../support/engines.js';
import { startProduct } from '../support/product.js';
import { temporaryFolder } from '../support/command-line.js';
import { sharedPostgres } from '../support/shared-postgres.js';

/** Printed, not asserted: what the machine does beside counts too. */
for (const kind of engines) {
  it(
    `starts on a clean and on a used ${kind} database, and tells how long it took`,
    { skip: cannotRun(kind) },
    async (t) => {
      const databaseUrl = kind === 'server' ? await (await sharedPostgres()).createDatabase() : undefined;

      const began = performance.now();
      const product = await startProduct(t, { databaseUrl, dataDir: temporaryFolder(t) });
      const cleanMs = performance.now() - began;
      const cleanSaid = readyLine(product.child.stdout);
      await product.stop();
      const again = performance.now();
      await product.restart();
      const warmMs = performance.now() - again;

      const warmSaid = readyLine(product.child.stdout);
      const load = `${loadavg()[0]?.toFixed(1)} busy on ${availableParallelism()} processors`;
      t.diagnostic(`clean start ${seconds(cleanMs)} (it says: ${cleanSaid}), with ${load}`);
      t.diagnostic(`warm start ${seconds(warmMs)} (it says: ${warmSaid})`);
      assert.match(`${cleanSaid} ${warmSaid}`, /^\d+\.\d s \d+\.\d s$/);
    },
  );
}

function readyLine(lines: readonly string[]): string {
  return /ready after (.*)\.$/.exec(lines.find((line) => line.includes('ready after')) ?? '')?.[1] ?? '';
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
