import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs `open` on an embedded database's folder so that a first start that was killed half-way does not
 * spoil the next one: until the folder was opened once a mark stands beside it, and a folder with that
 * mark holds nothing anybody was told of and is made anew.
 */
export async function openMarkingFirst<T>(
  dataDir: string,
  open: (folder: string, isNew: boolean) => Promise<T>,
): Promise<T> {
  const folder = join(dataDir, 'postgres');
  const mark = join(dataDir, 'postgres.unfinished');
  if (existsSync(mark)) rmSync(folder, { recursive: true, force: true });
  const isNew = !existsSync(folder);
  if (isNew) writeFileSync(mark, '', { flush: true });
  const opened = await open(folder, isNew);
  rmSync(mark, { force: true });
  return opened;
}
