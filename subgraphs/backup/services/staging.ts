import { join } from 'node:path';
import { Archive } from '../archive/archive.js';
import { inPlace } from '../archive/archive-fault.js';
import { isMissing, realFiles, writeDurably } from '../archive/files.js';
import { diskFolder } from '../archive/folder.js';
import { manifestName, manifestText, type Manifest } from '../archive/manifest.js';

const place = 'the staging area';
/** Tells what the staged chunks were read of. */
const sourceName = 'source';
const guidName = /^[0-9a-f-]{36}$/;

/** The folder of this node where backups wait to be stored, each in a folder of its own. */
export class Staging {
  constructor(private readonly root: string) {}

  /**
   * Folder of a backup for what is read of `source`, such as a snapshot. What lies in it of another, from an attempt that
   * another node went on with, is removed first. FULL, READ_ONLY and the like when it cannot be made.
   */
  folder(backup: string, source: string): Promise<string> {
    return this.inside(async () => {
      const path = this.pathOf(backup);
      const mark = join(path, sourceName);
      if ((await textOf(mark)) === source) return path;
      await realFiles.rm(path, { recursive: true, force: true });
      await realFiles.mkdir(path, { recursive: true });
      await writeDurably(realFiles, mark, source);
      return path;
    });
  }

  /** Ends staging: from now on the backup can be opened. */
  async publish(manifest: Manifest): Promise<void> {
    const path = join(this.pathOf(manifest.backup), manifestName);
    await this.inside(() => writeDurably(realFiles, path, manifestText(manifest)));
  }

  /** Opens a staged backup; MISSING when it is not here. */
  open(backup: string): Promise<Archive> {
    return this.inside(() =>
      Archive.open(diskFolder(realFiles, this.pathOf(backup), `the staged backup ${backup}`, place)),
    );
  }

  async remove(backup: string): Promise<void> {
    await this.inside(() => realFiles.rm(this.pathOf(backup), { recursive: true, force: true }));
  }

  /** Backups that have a folder here. */
  async backups(): Promise<string[]> {
    await realFiles.mkdir(this.root, { recursive: true });
    return (await realFiles.readdir(this.root)).filter((name) => guidName.test(name));
  }

  /** Does what touches its files; errors of the operating system become its faults. */
  inside<T>(work: () => Promise<T>): Promise<T> {
    return inPlace(place, work);
  }

  private pathOf(backup: string): string {
    return join(this.root, backup);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await realFiles.readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
