import { createHttpServer, listen } from '../../subgraphs/kernel/server/http-server.js';
import { untilSignal } from '../../subgraphs/kernel/server/lifecycle.js';
import { subgraphNames } from '../../subgraphs/main.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { openProcess } from '../process.js';
import { leave } from './leave.js';
import { kernelMetrics, serveMetrics } from './metrics.js';

/** `infragraph worker`: works on the tasks of every subgraph, and is a backup node; its port serves health alone. */
export async function worker(input: CommandInput): Promise<number> {
  const { node } = input.options;
  const options = { ...settingsOf(input), ...(node !== undefined && { 'backup-node': node }) };
  const source = { env: process.env, options };
  const config = loadProductConfig(source);
  const signalled = untilSignal();
  const { kernel, subgraphs, lifecycle } = await openProcess(config, source, {
    name: 'infragraph-worker',
    subgraphs: subgraphNames,
    work: true,
  });
  try {
    const app = createHttpServer({ log: kernel.log, ready: () => kernel.database.ping() });
    serveMetrics(app, { metrics: kernelMetrics(kernel), config, log: kernel.log, viewers: kernel.identity });
    await lifecycle.add({ name: 'health', stop: () => app.close() });
    const address = await listen(app, config.server);
    process.stdout.write(`The worker is ready (health: ${address}/health/ready)\n`);
    for (const line of subgraphs.flatMap((one) => one.listening?.() ?? [])) process.stdout.write(`${line}\n`);
    await signalled;
    return 0;
  } finally {
    await leave(lifecycle);
  }
}
