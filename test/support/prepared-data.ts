import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildOwner } from './child.js';
import { runCommand, temporaryFolder } from './command-line.js';

let prepared: Promise<string> | undefined;

/** A data directory with an embedded database that is migrated and empty; made once per test process and copied. */
export async function preparedDataDir(owner: ChildOwner): Promise<string> {
  prepared ??= migrated();
  const folder = join(temporaryFolder(owner), 'data');
  cpSync(await prepared, folder, { recursive: true });
  return folder;
}

async function migrated(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'infragraph-prepared-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const ends: (() => Promise<void>)[] = [];
  const dataDir = join(folder, 'data');
  const { code, stderr } = await runCommand({ after: (end) => void ends.push(end) }, [
    'migrate',
    `--data-dir=${dataDir}`,
  ]);
  for (const end of ends) await end();
  if (code !== 0) throw new Error(`the data directory could not be prepared:\n${stderr}`);
  return dataDir;
}
