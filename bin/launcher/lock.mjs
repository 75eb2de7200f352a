import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

import { tell } from './progress.mjs';

const BEAT_MS = 2_000;
/** A live owner touches its lock every BEAT_MS; ten missed beats and it counts as dead. */
const STALE_MS = 20_000;
const RETRY_MS = 100;

/**
 * Runs `work` while no other launcher on this folder does; waits for its turn.
 * The lock of a process that died, on this machine or on one that shares the folder, is taken over.
 *
 * @template T
 * @param {string} file the lock's path; its folder must exist
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  const content = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  let told = false;
  while (!create(file, content)) {
    const owner = readOwner(file);
    if (owner !== undefined && isDead(owner)) removeDead(file);
    else if (owner !== undefined && !told) {
      tell(`waiting for process ${owner.pid}, which is preparing this folder`);
      told = true;
    }
    await delay(RETRY_MS);
  }
  const beat = setInterval(() => touch(file, content), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (isStill(file, content)) rmSync(file, { force: true });
  }
}

/**
 * Removes a dead owner's lock. The guard lets one process at a time look again and remove, so that
 * nobody removes the lock that a faster process has just taken.
 *
 * @param {string} file
 */
function removeDead(file) {
  const guard = `${file}.takeover`;
  if (!create(guard, '')) {
    if (ageOf(guard) > STALE_MS) rmSync(guard, { force: true });
    return;
  }
  const owner = readOwner(file);
  if (owner !== undefined && isDead(owner)) rmSync(file, { force: true });
  rmSync(guard, { force: true });
}

/**
 * @param {string} file
 * @param {string} content
 * @returns {boolean} false when the file is there already
 */
function create(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @typedef {{ pid: number, host: string, age: number }} Owner
 * @param {string} file
 * @returns {Owner | undefined} undefined when nobody holds the lock
 */
function readOwner(file) {
  try {
    const age = ageOf(file);
    const { pid, host } = JSON.parse(readFileSync(file, 'utf8'));
    return { pid, host, age };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    // Created and not yet written: whose it is cannot be told, so only its age counts.
    if (error instanceof SyntaxError) return { pid: 0, host: '', age: ageOf(file) };
    throw error;
  }
}

/** @param {Owner} owner */
function isDead(owner) {
  if (owner.age > STALE_MS) return true;
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/**
 * @param {string} file
 * @returns {number} milliseconds since the last beat; 0 when the file is gone
 */
function ageOf(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 0 : Date.now() - found.mtimeMs;
}

/**
 * @param {string} file
 * @param {string} content
 */
function touch(file, content) {
  const now = new Date();
  if (isStill(file, content)) utimesSync(file, now, now);
}

/**
 * @param {string} file
 * @param {string} content
 */
function isStill(file, content) {
  try {
    return readFileSync(file, 'utf8') === content;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
