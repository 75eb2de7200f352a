import { findPostgres } from './postgres-binaries.js';

const chosen = 'INFRAGRAPH_TEST_POSTGRES';
const missing = 'INFRAGRAPH_TEST_POSTGRES_MISSING';

/**
 * Makes the machine fit for the tests; called once, before them, by the process that starts them.
 *
 * Finds or fetches PostgreSQL, prints one line naming it and hands the choice to the test
 * processes through the environment. Without one it fails in CI; elsewhere it prints the reason
 * and leaves it for `postgresMissing`.
 */
export async function prepare(): Promise<void> {
  try {
    const { dir, version } = await findPostgres();
    process.env[chosen] = dir;
    console.log(`tests use PostgreSQL ${version} from ${dir}`);
  } catch (error) {
    if (process.env['CI']) throw error;
    process.env[missing] = (error as Error).message;
    console.log((error as Error).message);
  }
}

/** Why this run has no PostgreSQL, for a suite's `skip` option; undefined when it has one. */
export function postgresMissing(): string | undefined {
  return process.env[missing];
}
