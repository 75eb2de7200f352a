import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import { openLog } from '../../subgraphs/kernel/log/log.js';
import { SecretError } from '../../subgraphs/kernel/secrets/secrets.js';
import { Lifecycle } from '../../subgraphs/kernel/server/lifecycle.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig, type ProductConfig } from '../config-groups.js';
import { openKernel } from '../process.js';
import { leave } from './leave.js';

/** What a command works in. What it opens or starts besides, it adds to the life cycle. */
export interface CommandProcess {
  readonly config: ProductConfig;
  readonly lifecycle: Lifecycle;
}

/**
 * Opens the kernel's database, migrated, for a command that ends by itself. The work may give the exit code;
 * it is 0 otherwise. A fault is told in its own words; exit code 1.
 */
export async function withKernel(
  input: CommandInput,
  work: (kernel: Kernel, process: CommandProcess) => Promise<number | void>,
): Promise<number> {
  const config = loadProductConfig({ env: process.env, options: settingsOf(input) });
  const log = openLog({ level: config.kernel.logLevel });
  const lifecycle = new Lifecycle(log, config.server.shutdownTimeout);
  try {
    const kernel = await openKernel(config, log, lifecycle);
    await kernel.database.migrate();
    return (await work(kernel, { config, lifecycle })) ?? 0;
  } catch (error) {
    if (!(error instanceof Fault || error instanceof SecretError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    await leave(lifecycle);
  }
}
