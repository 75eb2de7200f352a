import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Runs the benchmark of test/bench in this process, or, when it is named, that of gateways below it.
 *
 * @param {string} root the project's folder, built
 * @param {readonly string[]} args names of cases and options
 * @returns {Promise<number>} the exit code
 */
export async function runBench(root, args) {
  const ofGateways = args[0] === 'gateway';
  const folder = join(root, 'dist', 'test', 'bench', ...(ofGateways ? ['gateway'] : []));
  const { main } = await import(pathToFileURL(join(folder, 'main.js')).href);
  return main(ofGateways ? args.slice(1) : args);
}
