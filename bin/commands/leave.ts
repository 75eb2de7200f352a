import type { Lifecycle } from '../../subgraphs/kernel/server/lifecycle.js';

const lingerMs = 500;

/**
 * Stops everything. What a part that had to be cut off left open, such as a connection to a database that
 * does not answer, keeps the process no longer than half a second.
 */
export async function leave(lifecycle: Lifecycle): Promise<void> {
  await lifecycle.stop();
  setTimeout(() => process.exit(), lingerMs).unref();
}
