import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

import { LaunchFailure } from './launch-failure.mjs';

const FILE = 'npm-cli.js';

/**
 * Finds npm's own program file, so that npm can run under a Node of our choice: the npm that started us,
 * else the one installed beside this Node, else the one on PATH.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [node] this Node's binary
 * @returns {string} its absolute path; fails when there is none
 */
export function findNpmCli(env = process.env, node = process.execPath) {
  const started = env['npm_execpath'];
  if (started !== undefined && basename(started) === FILE && existsSync(started)) return started;
  const folders = [dirname(node), ...(env['PATH'] ?? '').split(delimiter).filter(Boolean)];
  for (const candidate of folders.flatMap(candidates)) {
    if (existsSync(candidate)) return candidate;
  }
  throw new LaunchFailure(
    'npm is needed to install packages and was not found: put npm on PATH and start again',
  );
}

/** @param {string} folder */
function candidates(folder) {
  const command = join(folder, 'npm');
  const target = existsSync(command) ? realpathSync(command) : undefined;
  return [
    ...(target !== undefined && basename(target) === FILE ? [target] : []),
    join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', FILE),
    join(folder, 'node_modules', 'npm', 'bin', FILE),
  ];
}
