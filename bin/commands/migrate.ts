import { subgraphNames, openSubgraphs } from '../../subgraphs/main.js';
import { openLog } from '../../subgraphs/kernel/log/log.js';
import { Lifecycle } from '../../subgraphs/kernel/server/lifecycle.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { openKernel } from '../process.js';
import { leave } from './leave.js';

/** `infragraph migrate`: brings every schema up to date and says what it did. */
export async function migrate(input: CommandInput): Promise<number> {
  const source = { env: process.env, options: settingsOf(input) };
  const config = loadProductConfig(source);
  const log = openLog({ level: config.kernel.logLevel });
  const lifecycle = new Lifecycle(log, config.server.shutdownTimeout);
  try {
    const kernel = await openKernel(config, log, lifecycle);
    await openSubgraphs(subgraphNames, kernel, source);
    const ran = await kernel.database.migrate();
    process.stdout.write(
      ran.length === 0
        ? 'The database schema is up to date.\n'
        : `Ran ${ran.length} migrations:\n${ran.map((name) => `  ${name}\n`).join('')}`,
    );
    return 0;
  } finally {
    await leave(lifecycle);
  }
}
