import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The oldest Node the launcher itself runs on; the product needs a newer one, which it then fetches. */
export const OLDEST_LAUNCHER_NODE = '18.0.0';

/**
 * Compares release numbers; what follows them (`-nightly…`) is ignored.
 *
 * @param {string} version such as "24.21.0" or "v24.21.0"
 * @param {string} minimum
 * @returns {boolean} false as well when `version` is no version
 */
export function isAtLeast(version, minimum) {
  const actual = numbers(version);
  const needed = numbers(minimum);
  if (actual === undefined || needed === undefined) return false;
  for (const [index, part] of needed.entries()) {
    const own = actual[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

/**
 * The oldest Node the product runs on: `engines.node` of its package.json, which must read ">=x.y.z".
 *
 * @param {string} root the project's folder
 */
export function minimumNode(root) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const match = /^>=(\d+\.\d+\.\d+)$/.exec(engines.node);
  if (match?.[1] === undefined)
    throw new Error(`package.json: engines.node must read ">=x.y.z", not "${engines.node}"`);
  return match[1];
}

/** @param {string} version */
function numbers(version) {
  return /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
}
