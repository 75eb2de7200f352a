import { ensureChromium } from './chromium.js';
import { ensureProgram, ensurePythonModule, type DebianProgram } from './debian-programs.js';
import { freezerProgram } from './freezer-command.js';
import { findPostgres } from './postgres-binaries.js';

const chosen = 'INFRAGRAPH_TEST_POSTGRES';
const missing = 'INFRAGRAPH_TEST_POSTGRES_MISSING';
const browserMissing = 'INFRAGRAPH_TEST_CHROMIUM_MISSING';
const snmpTools = 'INFRAGRAPH_TEST_SNMP_MISSING';
const alertmanager = 'INFRAGRAPH_TEST_ALERTMANAGER_MISSING';
const prometheus = 'INFRAGRAPH_TEST_PROMETHEUS_MISSING';
const kcat = 'INFRAGRAPH_TEST_KCAT_MISSING';
const freezer = 'INFRAGRAPH_TEST_FREEZER_MISSING';
const sqlalchemy = 'INFRAGRAPH_TEST_SQLALCHEMY_MISSING';
const zsh = 'INFRAGRAPH_TEST_ZSH_MISSING';
const fish = 'INFRAGRAPH_TEST_FISH_MISSING';

/** From so many files of tests on it is quicker to make what they share first than to let each make its own. */
const many = 12;

/**
 * Makes the machine fit for the tests; called once, before them, by the process that starts them.
 *
 * Finds or fetches PostgreSQL, Chromium and the programs that storage and metadata talk to, prints one line for each
 * and hands what it found to the test processes through the environment. Without one of them it fails in
 * CI; elsewhere it prints the reason and leaves it for `postgresMissing` and its like. For many files it also starts the
 * server they share and makes the tables they begin with.
 */
export async function prepare({ files = 0 } = {}): Promise<void> {
  await orMissing(missing, async () => {
    const { dir, version } = await findPostgres();
    process.env[chosen] = dir;
    return `tests use PostgreSQL ${version} from ${dir}`;
  });
  await orMissing(browserMissing, async () => `tests use the browser ${await ensureChromium()}`);
  await useProgram(snmpTools, { name: 'snmptrap', packageName: 'snmp' });
  await useProgram(alertmanager, { name: 'prometheus-alertmanager', packageName: 'prometheus-alertmanager' });
  await useProgram(prometheus, { name: 'prometheus', packageName: 'prometheus' });
  await useProgram(kcat, { name: 'kcat', packageName: 'kcat' });
  await useProgram(freezer, freezerProgram);
  await orMissing(sqlalchemy, async () => {
    const module = { name: 'sqlalchemy', packageName: 'python3-sqlalchemy' };
    return `tests use SQLAlchemy ${await ensurePythonModule(module)}`;
  });
  await useProgram(zsh, { name: 'zsh', packageName: 'zsh' });
  await useProgram(fish, { name: 'fish', packageName: 'fish' });
  if (files < many) return;
  // What these need is loaded for them alone: it is the whole product.
  const { makeReadyFolder } = await import('./ready-databases.js');
  await makeReadyFolder();
  if (postgresMissing() !== undefined) return;
  const { shareServer } = await import('./shared-postgres.js');
  await shareServer();
}

/** Why this run has no PostgreSQL, for a suite's `skip` option; undefined when it has one. */
export function postgresMissing(): string | undefined {
  return process.env[missing];
}

/** Why this run has no Chromium, for a suite's `skip` option; undefined when it has one. */
export function chromiumMissing(): string | undefined {
  return process.env[browserMissing];
}

/** Why this run has no snmptrap, for a suite's `skip` option; undefined when it has one. */
export function snmpMissing(): string | undefined {
  return process.env[snmpTools];
}

/** Why this run has no Alertmanager, for a suite's `skip` option; undefined when it has one. */
export function alertmanagerMissing(): string | undefined {
  return process.env[alertmanager];
}

/** Why this run has no Prometheus, for a suite's `skip` option; undefined when it has one. */
export function prometheusMissing(): string | undefined {
  return process.env[prometheus];
}

/** Why this run has no kcat, for a suite's `skip` option; undefined when it has one. */
export function kcatMissing(): string | undefined {
  return process.env[kcat];
}

/** Why this run has no client of the Freezer API, for a suite's `skip` option; undefined when it has one. */
export function freezerMissing(): string | undefined {
  return process.env[freezer];
}

/** Why this run has no Python with SQLAlchemy, for a suite's `skip` option; undefined when it has one. */
export function sqlalchemyMissing(): string | undefined {
  return process.env[sqlalchemy];
}

/** Why this run has no such shell, for a suite's `skip` option; undefined when it has one. */
export function shellMissing(shell: 'zsh' | 'fish'): string | undefined {
  return process.env[shell === 'zsh' ? zsh : fish];
}

function useProgram(variable: string, program: DebianProgram): Promise<void> {
  return orMissing(variable, async () => `tests use ${await ensureProgram(program)}`);
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
