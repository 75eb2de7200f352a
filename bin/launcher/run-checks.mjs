import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ensureBuilt, isBuilt } from './build.mjs';
import { LaunchFailure } from './launch-failure.mjs';
import { secondsSince, tell } from './progress.mjs';
import { runTool } from './run-command.mjs';
import { CONSOLE_FOLDER } from './sources.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {(root: string) => Promise<number>} run
 */

/** @type {readonly Check[]} */
const CHECKS = [
  { name: 'types', run: checkTypes },
  { name: 'lint', run: (root) => runPackage(root, 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'format', run: (root) => runPackage(root, 'oxfmt/bin/oxfmt', ['--check']) },
  {
    name: 'compose file',
    run: (root) => runPackage(root, 'dclint/bin/dclint.cjs', ['docker-compose.yml', '--max-warnings=0']),
  },
  { name: 'generated files', run: (root) => runVerb(root, ['emit', '--check']) },
  { name: 'schema changes', run: (root) => runVerb(root, ['schema', 'changes']) },
];

/**
 * Runs every check, also after one has failed, and prints a summary.
 *
 * @param {string} root the project's folder, installed
 * @returns {Promise<number>} 0 when all hold, else 1
 */
export async function runChecks(root) {
  const rows = [];
  for (const { name, run } of CHECKS) {
    tell(`check ${name}`);
    const since = performance.now();
    const passed = await passes(() => run(root));
    rows.push({ name, passed, time: secondsSince(since) });
  }
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, passed, time } of rows) {
    console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(width)}  ${time}`);
  }
  return rows.every(({ passed }) => passed) ? 0 : 1;
}

/** @param {() => Promise<number>} run */
async function passes(run) {
  try {
    return (await run()) === 0;
  } catch (error) {
    // Above 128 a signal asked for the end: then the remaining checks are not wanted either.
    if (!(error instanceof LaunchFailure) || error.exitCode > 128) throw error;
    tell(error.message);
    return false;
  }
}

/**
 * A build that is up to date has compiled these very sources without an error.
 *
 * @param {string} root
 */
async function checkTypes(root) {
  await ensureBuilt(root);
  const launcher = await runPackage(root, 'typescript/bin/tsc', ['-p', join(root, 'bin', 'launcher')]);
  if (!existsSync(join(root, CONSOLE_FOLDER))) return launcher;
  const app = await runPackage(root, 'typescript/bin/tsc', ['-p', join(root, CONSOLE_FOLDER)]);
  return launcher || app;
}

/**
 * Asks the built command line.
 *
 * @param {string} root
 * @param {readonly string[]} argv
 */
async function runVerb(root, argv) {
  if (!isBuilt(root)) throw new LaunchFailure(`"${argv.join(' ')}" cannot run before the sources compile`);
  return runTool([join(root, 'bin', 'infragraph.mjs'), ...argv], { cwd: root });
}

/**
 * @param {string} root
 * @param {string} file below node_modules
 * @param {readonly string[]} args
 */
function runPackage(root, file, args) {
  return runTool([join(root, 'node_modules', file), ...args], { cwd: root });
}
