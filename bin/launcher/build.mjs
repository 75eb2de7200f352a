import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { LaunchFailure } from './launch-failure.mjs';
import { withLock } from './lock.mjs';
import { secondsSince, tell } from './progress.mjs';
import { runTool } from './run-command.mjs';
import { CONSOLE_FOLDER, fingerprint, listFiles, listSources, SOURCE_FOLDERS } from './sources.mjs';

const OUTPUT = 'dist';
const STAMP = '.build-stamp';
const COMPILER_STATE = '.tsbuildinfo';
const CONSOLE_OUTPUT = join(OUTPUT, 'console');
const CONSOLE_STAMP = '.build-stamp';

/**
 * Compiles into dist/ when a source, a compiler setting or a dependency changed since the last good build, and
 * likewise bundles the console into dist/console/.
 *
 * @param {string} root the project's folder
 * @returns {Promise<void>} fails, after the compiler's own errors, when the sources do not compile
 */
export async function ensureBuilt(root) {
  if (isBuilt(root)) return;
  await withLock(join(root, '.prepare.lock'), async () => {
    if (!isCompiled(root)) await build(root);
    if (!isBundled(root)) await bundle(root);
  });
}

/**
 * In a process of its own, so that the bundler's memory does not stay with the product.
 *
 * @param {string} root
 */
async function bundle(root) {
  const since = performance.now();
  const hash = fingerprint(root, listFiles(root, CONSOLE_FOLDER));
  rmSync(join(root, CONSOLE_OUTPUT), { recursive: true, force: true });
  const script = fileURLToPath(new URL('./bundle-console.mjs', import.meta.url));
  const argv = [script, join(root, CONSOLE_FOLDER), join(root, CONSOLE_OUTPUT)];
  if ((await runTool(argv, { cwd: root, stdio: ['ignore', 2, 2] })) !== 0)
    throw new LaunchFailure('the console does not build; the bundler names the places above');
  writeFileSync(join(root, CONSOLE_OUTPUT, CONSOLE_STAMP), hash);
  tell(`built the console in ${secondsSince(since)}`);
}

/** @param {string} root */
async function build(root) {
  const since = performance.now();
  const sources = listSources(root);
  const hash = fingerprint(root, sources);
  const stamp = join(root, OUTPUT, STAMP);
  rmSync(stamp, { force: true });
  await compile(root);
  if (missingOutputs(root, sources).length > 0) {
    // The compiler trusts its own record; output that was deleted by hand comes back only without it.
    rmSync(join(root, OUTPUT, COMPILER_STATE), { force: true });
    await compile(root);
  }
  removeVanished(root, sources);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  tell(`built in ${secondsSince(since)}`);
}

/** @param {string} root */
async function compile(root) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const code = await runTool([compiler, '-p', root], { cwd: root, stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new LaunchFailure('the sources do not compile; the compiler names the places above');
}

/**
 * @param {string} root the project's folder
 * @returns {boolean} whether dist/ is the output of these very sources
 */
export function isBuilt(root) {
  return isCompiled(root) && isBundled(root);
}

/**
 * A project without a console has nothing to bundle.
 *
 * @param {string} root
 */
function isBundled(root) {
  if (!existsSync(join(root, CONSOLE_FOLDER))) return true;
  const stamp = join(root, CONSOLE_OUTPUT, CONSOLE_STAMP);
  return (
    existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root, listFiles(root, CONSOLE_FOLDER))
  );
}

/** @param {string} root */
function isCompiled(root) {
  const stamp = join(root, OUTPUT, STAMP);
  if (!existsSync(stamp)) return false;
  const sources = listSources(root);
  return (
    readFileSync(stamp, 'utf8') === fingerprint(root, sources) && missingOutputs(root, sources).length === 0
  );
}

/**
 * @param {string} root
 * @param {readonly string[]} sources
 */
function missingOutputs(root, sources) {
  return sources
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .filter((file) => !existsSync(join(root, OUTPUT, file.replace(/\.ts$/, '.js'))));
}

/**
 * Deletes the output of sources that are gone: a stale test would still run, a stale module still load.
 *
 * @param {string} root
 * @param {readonly string[]} sources
 */
function removeVanished(root, sources) {
  const known = new Set(sources);
  const output = join(root, OUTPUT);
  const written = SOURCE_FOLDERS.flatMap((folder) => listFiles(output, folder));
  for (const file of written.filter((name) => /\.(js|js\.map|json)$/.test(name))) {
    const source = file.replace(/\.js(\.map)?$/, '.ts');
    if (!known.has(source)) removeWithEmptyFolders(output, file);
  }
}

/**
 * @param {string} output
 * @param {string} file relative to `output`
 */
function removeWithEmptyFolders(output, file) {
  rmSync(join(output, file));
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    if (readdirSync(join(output, folder)).length > 0) return;
    rmdirSync(join(output, folder));
  }
}
