import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { LaunchFailure } from './launch-failure.mjs';
import { isAtLeast, minimumNode, OLDEST_LAUNCHER_NODE } from './node-version.mjs';
import { isRelaunched, relaunchEnvironment, stopWithParent } from './parent-watch.mjs';
import { tell } from './progress.mjs';
import { runBench } from './run-bench.mjs';
import { runChecks } from './run-checks.mjs';
import { runCommand } from './run-command.mjs';
import { runTests } from './run-tests.mjs';
import { fetchRuntime, withNodeFirst } from './runtime.mjs';

/**
 * @typedef {object} Launch
 * @property {string} entry the file Node was started with
 * @property {string} root the project's folder
 * @property {string[]} argv the verb and what follows it
 */

/**
 * Makes the project ready (a fit Node, its packages, its build) and runs the verb in the foreground.
 *
 * @param {Launch} given
 * @returns {Promise<number>} the process's exit code; faults are told on stderr
 */
export async function launch(given) {
  try {
    stopWithParent();
    const minimum = minimumNode(given.root);
    if (!isAtLeast(process.version, minimum)) return await relaunch(given, minimum);
    process.env['PATH'] = withNodeFirst(process.execPath, process.env['PATH']);
    return await runVerb(given);
  } catch (error) {
    if (error instanceof LaunchFailure) tell(error.message);
    else console.error(error);
    return error instanceof LaunchFailure ? error.exitCode : 1;
  }
}

/**
 * @param {Launch} given
 * @param {string} minimum
 */
async function relaunch({ entry, root, argv }, minimum) {
  if (!isAtLeast(process.version, OLDEST_LAUNCHER_NODE)) {
    throw new LaunchFailure(`this is Node ${process.version}; install Node ${OLDEST_LAUNCHER_NODE} or newer`);
  }
  if (isRelaunched) {
    throw new LaunchFailure(
      `bin/runtime holds Node ${process.version}, older than ${minimum}: delete bin/runtime/node_modules`,
    );
  }
  const binary = await fetchRuntime(root, minimum);
  const env = { ...relaunchEnvironment(), PATH: withNodeFirst(binary, process.env['PATH']) };
  try {
    return (await runCommand(binary, [...process.execArgv, entry, ...argv], { env })).code;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LaunchFailure(
      `the fetched Node does not start (${reason}): install Node ${minimum} or newer by hand`,
    );
  }
}

/** @param {Launch} given */
async function runVerb({ root, argv }) {
  const [verb = 'help', ...rest] = argv;
  const developing = isDeveloping(root);
  if (developing) await ensureInstalled(root, 'installing packages');
  else if (['build', 'test', 'check', 'bench'].includes(verb))
    throw new LaunchFailure(`"${verb}" needs the sources; these are not here`);
  enableCompileCache(root);
  if (verb === 'check') return runChecks(root);
  if (developing) await ensureBuilt(root);
  if (verb === 'build') return 0;
  if (verb === 'test') return runTests(root, rest);
  if (verb === 'bench') return runBench(root, rest);
  const { main } = await import(pathToFileURL(join(root, 'dist', 'bin', 'cli.js')).href);
  return main([verb, ...rest]);
}

/**
 * A folder without compiler settings is the packed product, as in the container image: what it holds is
 * complete, and nothing is installed or built in it.
 *
 * @param {string} root
 */
function isDeveloping(root) {
  return existsSync(join(root, 'tsconfig.json'));
}

/**
 * Keeps compiled code for the next start, here and in the processes started from here; where the folder
 * cannot be written Node goes on without.
 *
 * @param {string} root
 */
function enableCompileCache(root) {
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.compile-cache');
  module.enableCompileCache(process.env['NODE_COMPILE_CACHE']);
}
