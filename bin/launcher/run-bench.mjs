import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Runs the benchmark of test/bench in this process.
 *
 * @param {string} root the project's folder, built
 * @param {readonly string[]} args names of cases and options
 * @returns {Promise<number>} the exit code
 */
export async function runBench(root, args) {
  const { main } = await import(pathToFileURL(join(root, 'dist', 'test', 'bench', 'main.js')).href);
  return main(args);
}
