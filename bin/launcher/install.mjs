import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { LaunchFailure } from './launch-failure.mjs';
import { withLock } from './lock.mjs';
import { findNpmCli } from './npm-cli.mjs';
import { secondsSince, tell } from './progress.mjs';
import { runTool } from './run-command.mjs';

const STAMP = join('node_modules', '.infragraph-stamp');

/**
 * Brings a folder's node_modules to what its package-lock.json says; does nothing when it is there already.
 * Install scripts never run: no dependency of ours needs one.
 *
 * @param {string} folder holds package.json and package-lock.json
 * @param {string} why what is told while npm works
 * @returns {Promise<void>} fails when npm does
 */
export async function ensureInstalled(folder, why) {
  if (isInstalled(folder)) return;
  await withLock(join(folder, '.prepare.lock'), async () => {
    if (isInstalled(folder)) return;
    if (!matchesLockfile(folder)) await install(folder, why);
    writeStamp(folder);
  });
}

/**
 * @param {string} folder
 * @param {string} why
 */
async function install(folder, why) {
  tell(why);
  const since = performance.now();
  const flags = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const code = await runTool([findNpmCli(), 'ci', '--prefix', folder, ...flags], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (code !== 0)
    throw new LaunchFailure(`npm ci failed in ${folder} (exit code ${code}); npm's reason stands above`);
  tell(`installed in ${secondsSince(since)}`);
}

/** @param {string} folder */
function isInstalled(folder) {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfileHash(folder);
}

/**
 * Renamed into place: node_modules may be a tree of hard links, where writing would reach into its twin.
 *
 * @param {string} folder
 */
function writeStamp(folder) {
  const stamp = join(folder, STAMP);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(`${stamp}.new`, lockfileHash(folder));
  renameSync(`${stamp}.new`, stamp);
}

/** @param {string} folder */
function lockfileHash(folder) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

/**
 * Somebody ran npm by hand: its own record tells what it installed, the packages themselves confirm it. What the
 * lockfile calls optional may be absent, since another platform takes it.
 *
 * @param {string} folder
 */
function matchesLockfile(folder) {
  const record = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const present = packagesOf(record);
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  delete wanted[''];
  if (Object.keys(present).some((path) => wanted[path] === undefined)) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const found = present[path];
    if (found === undefined) return optional === true;
    return found.integrity === integrity && versionIn(join(folder, path)) === version;
  });
}

/** @param {string} home a package's folder */
function versionIn(home) {
  const file = join(home, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, integrity?: string, optional?: boolean }>} by path
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
