import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders the compiler reads, as tsconfig.json includes them. */
export const SOURCE_FOLDERS = ['bin', 'schema', 'subgraphs', 'gateway', 'test'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** The console's own sources: built for browsers, by other rules. */
export const CONSOLE_FOLDER = 'gateway/console/app';

/**
 * @param {string} root the project's folder
 * @returns {string[]} every file the compiler may read or copy, relative to `root`, with slashes, sorted
 */
export function listSources(root) {
  return SOURCE_FOLDERS.flatMap((folder) => listFiles(root, folder)).filter(
    (file) => /\.(ts|json)$/.test(file) && !file.startsWith(`${CONSOLE_FOLDER}/`),
  );
}

/**
 * @param {string} root
 * @param {string} folder relative to `root`
 * @returns {string[]} the files below, relative to `root`, sorted; node_modules and dotted names are left out
 */
export function listFiles(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && !name.startsWith('.'))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, path) : [path];
    })
    .sort();
}

/**
 * Changes whenever the compiler's output could: by content, since a checkout changes times and no content.
 *
 * @param {string} root
 * @param {readonly string[]} sources
 */
export function fingerprint(root, sources) {
  const hash = createHash('sha256');
  for (const file of [...SETTINGS, ...sources]) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
