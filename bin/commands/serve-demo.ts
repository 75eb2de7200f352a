import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { readdirSync } from 'node:fs';
import type { Gateway } from '../../gateway/gateway.js';
import { graphqlPath } from '../../gateway/http/graphql-route.js';
import type { ProductConfig } from '../config-groups.js';
import { DemoGraph } from '../demo/demo-graph.js';
import { live } from '../demo/demo-life.js';
import type { RunningProcess } from '../process.js';
import { workerNumber } from '../serving-worker.js';

/**
 * Begins the made-up world beside the server, as a client of it; it ends before the server does. Of several processes
 * behind one listener the first has it.
 */
export async function serveDemo(
  config: ProductConfig,
  running: RunningProcess,
  gateway: Gateway,
): Promise<void> {
  if (!config.demo.demo || (workerNumber() ?? 1) !== 1) return;
  const { port, address } = gateway.app.server.address() as AddressInfo;
  const host = address === '::' ? '[::1]' : address.includes(':') ? `[${address}]` : address;
  const ending = new AbortController();
  const graph = new DemoGraph(`http://${host}:${port}${graphqlPath}`, undefined, ending.signal);
  const folder = join(resolve(config.kernel.dataDir), 'demo-backups');
  let living: Promise<void> | undefined;
  await running.lifecycle.add({
    name: 'demo',
    start: () => {
      living = live(graph, folder, running.kernel.log, ending.signal);
      return Promise.resolve();
    },
    stop: async () => {
      ending.abort();
      await living;
    },
  });
}

/** Why the made-up world must not be made here; empty when it may. */
export function demoFaults(config: ProductConfig, isOpen: boolean): string[] {
  if (!config.demo.demo) return [];
  if (process.env['NODE_ENV'] === 'production')
    return ['INFRAGRAPH_DEMO is for trying out, and NODE_ENV is production: unset one of them'];
  return isOpen ? [] : ['INFRAGRAPH_DEMO is for trying out, and this server has accounts: unset it'];
}

/**
 * Whether the embedded database is about to be made: then nobody has been here before. What is wrong with a folder
 * that cannot be read, opening the database tells.
 */
export function isFirstRun({ kernel }: ProductConfig): boolean {
  if (kernel.databaseUrl !== undefined) return false;
  try {
    return readdirSync(kernel.dataDir).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
