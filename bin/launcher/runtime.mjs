import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { ensureInstalled } from './install.mjs';
import { LaunchFailure } from './launch-failure.mjs';
import { isAtLeast } from './node-version.mjs';

/**
 * Fetches a Node that fits into bin/runtime, once, and finds it there afterwards.
 *
 * @param {string} root the project's folder
 * @param {string} minimum the oldest version that fits
 * @returns {Promise<string>} the binary's path; fails when none can be had for this platform
 */
export async function fetchRuntime(root, minimum) {
  const folder = join(root, 'bin', 'runtime');
  const own = `Node ${minimum} or newer is needed and this one is ${process.version}`;
  try {
    await ensureInstalled(folder, `${own}: fetching a newer one into bin/runtime`);
  } catch (error) {
    if (!(error instanceof LaunchFailure)) throw error;
    throw new LaunchFailure(`${error.message}\n${own}: ${REMEDY}`, error.exitCode);
  }
  const binary = findRuntime(folder, minimum);
  if (binary === undefined) {
    throw new LaunchFailure(
      `${own}, and none is published for ${process.platform} ${process.arch}: ${REMEDY}`,
    );
  }
  return binary;
}

const REMEDY = 'install a newer Node by hand, put it first on PATH and start again';

/**
 * @param {string} folder
 * @param {string} minimum
 * @returns {string | undefined}
 */
function findRuntime(folder, minimum) {
  for (const name of [`node-${platform()}-${process.arch}`, `node-bin-${platform()}-${process.arch}`]) {
    const home = join(folder, 'node_modules', name);
    const binary = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (!existsSync(binary)) continue;
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    if (isAtLeast(version, minimum)) return binary;
  }
  return undefined;
}

function platform() {
  return process.platform === 'win32' ? 'win' : process.platform;
}

/**
 * @param {string} binary a Node binary
 * @param {string} [path] a PATH
 * @returns {string} the PATH on which `node` means that binary
 */
export function withNodeFirst(binary, path = '') {
  const folder = dirname(binary);
  const others = path.split(delimiter).filter((entry) => entry !== '' && entry !== folder);
  return [folder, ...others].join(delimiter);
}
