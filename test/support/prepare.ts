import { ensureChromium } from './chromium.js';
import { findPostgres } from './postgres-binaries.js';

const chosen = 'INFRAGRAPH_TEST_POSTGRES';
const missing = 'INFRAGRAPH_TEST_POSTGRES_MISSING';
const browserMissing = 'INFRAGRAPH_TEST_CHROMIUM_MISSING';

/**
 * Makes the machine fit for the tests; called once, before them, by the process that starts them.
 *
 * Finds or fetches PostgreSQL and Chromium, prints one line for each and hands what it found to the
 * test processes through the environment. Without one of them it fails in CI; elsewhere it prints the
 * reason and leaves it for `postgresMissing` and `chromiumMissing`.
 */
export async function prepare(): Promise<void> {
  await orMissing(missing, async () => {
    const { dir, version } = await findPostgres();
    process.env[chosen] = dir;
    return `tests use PostgreSQL ${version} from ${dir}`;
  });
  await orMissing(browserMissing, async () => `tests use the browser ${await ensureChromium()}`);
}

/** Why this run has no PostgreSQL, for a suite's `skip` option; undefined when it has one. */
export function postgresMissing(): string | undefined {
  return process.env[missing];
}

/** Why this run has no Chromium, for a suite's `skip` option; undefined when it has one. */
export function chromiumMissing(): string | undefined {
  return process.env[browserMissing];
}

async function orMissing(variable: string, find: () => Promise<string>): Promise<void> {
  try {
    console.log(await find());
  } catch (error) {
    if (process.env['CI']) throw error;
    process.env[variable] = (error as Error).message;
    console.log((error as Error).message);
  }
}
