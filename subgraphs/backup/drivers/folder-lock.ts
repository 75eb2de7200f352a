import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as rest } from 'node:timers/promises';

const restMs = 5;
/** Tells this process from an earlier one with the same number, where the system does not. */
const instance = crypto.randomUUID();
let ownMark: Promise<string> | undefined;

/**
 * Runs work while no other work holds the lock file, in this process or another of the same machine. A lock
 * whose process has died is taken over, also when another process has its number by now.
 */
export async function withFolderLock<R>(path: string, work: () => Promise<R>): Promise<R> {
  const own = `${path}.${process.pid}.${crypto.randomUUID()}`;
  await writeFile(own, await (ownMark ??= markOf(process.pid)));
  try {
    while (!(await taken(own, path))) {
      if (!(await holderLives(path))) await breakLock(own, path);
      else await rest(restMs);
    }
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/**
 * Removes the lock of a dead process. Who does so holds a lock for that and looks again: two that saw the same dead
 * process would else, the slower one, remove the lock of the faster one.
 */
async function breakLock(own: string, path: string): Promise<void> {
  const breaking = `${path}.break`;
  if (!(await taken(own, breaking))) {
    if (await holderLives(breaking)) await rest(restMs);
    else await rm(breaking, { force: true });
    return;
  }
  try {
    if (!(await holderLives(path))) await rm(path, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}

async function taken(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderLives(path: string): Promise<boolean> {
  try {
    const [number = '', began = '', of = ''] = (await readFile(path, 'utf8')).split(' ');
    const pid = Number(number);
    process.kill(pid, 0);
    if (pid === process.pid) return of === instance;
    const now = await beginOf(pid);
    return now === '' || now === began;
  } catch (error) {
    // Given back meanwhile: the next try will see. ESRCH: it died.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function markOf(pid: number): Promise<string> {
  return `${pid} ${await beginOf(pid)} ${instance}`;
}

/** When a process began, as Linux counts it; empty where that is not told. */
async function beginOf(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Behind the name, which may hold anything, the first field is the third of all; this is the 22nd.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
