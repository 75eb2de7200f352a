import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Generated files by their path below the project's root. */
export type EmittedFiles = ReadonlyMap<string, string>;

/** Writes the files that differ from what they should be; returns their paths. */
export async function writeEmitted(root: string, files: EmittedFiles): Promise<string[]> {
  const outdated = await outdatedFiles(root, files);
  for (const path of outdated) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), files.get(path) ?? '');
  }
  return outdated;
}

/** Paths of the files that are missing or not what they should be. */
export async function outdatedFiles(root: string, files: EmittedFiles): Promise<string[]> {
  const outdated: string[] = [];
  for (const [path, text] of files) {
    const present = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (present !== text) outdated.push(path);
  }
  return outdated;
}
