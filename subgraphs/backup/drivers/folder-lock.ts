import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as rest } from 'node:timers/promises';

const restMs = 5;

/**
 * Runs work while no other work holds the lock file, in this process or another of the same machine. A lock
 * whose process has died is taken over.
 */
export async function withFolderLock<R>(path: string, work: () => Promise<R>): Promise<R> {
  const own = `${path}.${process.pid}.${crypto.randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    while (!(await taken(own, path))) {
      if (!(await holderLives(path))) await rm(path, { force: true });
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
    process.kill(Number(await readFile(path, 'utf8')), 0);
    return true;
  } catch (error) {
    // Given back meanwhile: the next try will see. ESRCH: it died.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
