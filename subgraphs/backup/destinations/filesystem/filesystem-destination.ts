import { join } from 'node:path';
import { Archive } from '../../archive/archive.js';
import { inPlace } from '../../archive/archive-fault.js';
import { isMissing, realFiles, syncDirectory, type Files } from '../../archive/files.js';
import { diskFolder } from '../../archive/folder.js';
import type {
  ArchiveKey,
  ArchiveSink,
  Destination,
  DestinationSettings,
  DestinationSpace,
  DestinationType,
} from '../destination.js';
import { FilesystemSink } from './filesystem-sink.js';
import { checkMarker, writeMarker } from './marker.js';
import { availableBytes, spaceOf } from './usage.js';

const partial = /^\.partial-([0-9a-f-]{36})-/;
const removed = /^\.removed-/;
const guid = /^[0-9a-f-]{36}$/;

/** A folder with a marker; of each machine a folder, of each backup one in it. */
export const filesystemType: DestinationType = {
  type: 'FILESYSTEM',
  meaning: 'A folder of the file system of every node that stores there, such as a mounted share.',
  open: (settings) => new FilesystemDestination(settings),
};

/** Keeps backups in a folder of the file system. */
export class FilesystemDestination implements Destination {
  private readonly place: string;

  constructor(
    private readonly settings: DestinationSettings,
    private readonly files: Files = realFiles,
  ) {
    this.place = `the destination "${settings.name}"`;
  }

  initialise(): Promise<void> {
    const { path, guid: own } = this.settings;
    return inPlace(this.place, () => writeMarker(this.files, path, own, this.place));
  }

  space(): Promise<DestinationSpace> {
    const { path, capacity } = this.settings;
    return this.inside(() => spaceOf(this.files, path, capacity));
  }

  create(key: ArchiveKey, attempt: string): Promise<ArchiveSink> {
    return this.inside(async () => {
      const machine = this.pathOf(key.machine);
      const temporary = join(machine, `.partial-${key.backup}-${attempt}`);
      await this.files.rm(temporary, { recursive: true, force: true });
      await this.files.mkdir(temporary, { recursive: true });
      await syncDirectory(this.files, this.settings.path);
      return new FilesystemSink(
        { files: this.files, place: this.place, available: () => this.available() },
        temporary,
        join(machine, key.backup),
      );
    });
  }

  open(key: ArchiveKey): Promise<Archive> {
    const path = join(this.pathOf(key.machine), key.backup);
    return this.inside(() => Archive.open(diskFolder(this.files, path, `backup ${key.backup}`, this.place)));
  }

  remove(key: ArchiveKey): Promise<void> {
    return this.inside(async () => {
      const machine = this.pathOf(key.machine);
      const doomed = join(machine, `.removed-${key.backup}-${crypto.randomUUID()}`);
      try {
        // First it ceases to be a backup, then its files go.
        await this.files.rename(join(machine, key.backup), doomed);
      } catch (error) {
        if (isMissing(error)) return;
        throw error;
      }
      await syncDirectory(this.files, machine);
      await this.files.rm(doomed, { recursive: true, force: true });
    });
  }

  clean(active: (backups: readonly string[]) => Promise<ReadonlySet<string>>): Promise<number> {
    return this.inside(async () => {
      const left = await this.leftovers();
      if (left.length === 0) return 0;
      const writing = await active(left.flatMap(({ backup }) => backup ?? []));
      const dead = left.filter(({ backup }) => backup === undefined || !writing.has(backup));
      for (const { path } of dead) await this.files.rm(path, { recursive: true, force: true });
      return dead.length;
    });
  }

  private available(): Promise<number> {
    const { path, capacity } = this.settings;
    return this.inside(() => availableBytes(this.files, path, capacity));
  }

  private async leftovers(): Promise<{ path: string; backup: string | undefined }[]> {
    const { path } = this.settings;
    const machines = (await this.files.readdir(path)).filter((name) => guid.test(name));
    const found = await Promise.all(
      machines.map(async (machine) =>
        (await this.files.readdir(join(path, machine)))
          .filter((name) => partial.test(name) || removed.test(name))
          .map((name) => ({ path: join(path, machine, name), backup: partial.exec(name)?.[1] })),
      ),
    );
    return found.flat();
  }

  private pathOf(machine: string): string {
    return join(this.settings.path, machine);
  }

  private inside<T>(work: () => Promise<T>): Promise<T> {
    const { path, guid: own } = this.settings;
    return inPlace(this.place, async () => {
      await checkMarker(this.files, path, own, this.place);
      return work();
    });
  }
}
