import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '../errors/start-failure.js';

const tries = 20;

/**
 * Takes the embedded database's folder for this process. The embedded engine itself does not notice a
 * second process and both would corrupt the files, so this lock is what stands between them. Throws a
 * StartFailure when a living process holds it, or when the folder cannot be written; the lock of a dead
 * process is taken over. Returns the release.
 */
export function lockDataDir(dataDir: string): () => void {
  makeFolder(dataDir);
  const file = join(dataDir, 'infragraph.lock');
  const draft = `${file}.${process.pid}`;
  // The lock appears with its content: an empty one would look like a dead one's.
  writeFileSync(draft, `${process.pid}\n${startOf(process.pid) ?? ''}\n`, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < tries; attempt++) {
      if (linked(draft, file)) return () => rmSync(file, { force: true });
      const holder = readHolder(file);
      if (holder && isAlive(holder)) throw inUse(dataDir, holder);
      if (holder) removeDead(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new StartFailure(
    `The data directory ${dataDir} could not be locked: other processes keep taking it. Stop them, or choose another directory with --data-dir.`,
  );
}

interface Holder {
  readonly pid: number;
  /** When the process started, as the system counts it; a reused pid has another. */
  readonly start: string;
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new StartFailure(
      `The data directory ${dataDir} cannot be used${reason}. Choose a folder this user may write to with --data-dir.`,
      { cause: error },
    );
  }
}

/** Whether the draft became the lock; the file system lets one of several do so. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Undefined when the lock is gone by now. */
function readHolder(file: string): Holder | undefined {
  try {
    const [pid, start = ''] = readFileSync(file, 'utf8').split('\n');
    return { pid: Number(pid) || 0, start };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Moves a dead process's lock aside. Another process may have done so a moment ago and hold the lock
 * itself by now; what was moved is then put back.
 */
function removeDead(file: string, dead: Holder): void {
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved && (moved.pid !== dead.pid || moved.start !== dead.start)) linked(aside, file);
  rmSync(aside, { force: true });
}

function inUse(dataDir: string, { pid }: Holder): StartFailure {
  return new StartFailure(
    `The data directory ${dataDir} is in use by process ${pid}. Stop that process, or choose another directory with --data-dir.`,
  );
}

function isAlive({ pid, start }: Holder): boolean {
  if (pid <= 0) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
  }
  const now = startOf(pid);
  return now === undefined || start === '' || now === start;
}

/** Start time of a process in clock ticks since boot, where the system tells (Linux). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
