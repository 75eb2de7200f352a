import { dirname, join } from 'node:path';
import { archiveFault, inPlace } from '../../archive/archive-fault.js';
import { syncDirectory, writeDurably, type Files } from '../../archive/files.js';
import { manifestName } from '../../archive/manifest.js';
import type { ArchiveSink } from '../destination.js';

/** What a sink needs of its destination. */
export interface SinkPlace {
  readonly files: Files;
  /** As faults call it. */
  readonly place: string;
  /** Bytes that may still be used; GONE and the like when the place is not there any more. */
  available(): Promise<number>;
}

/** Others write there too, so the room is looked at again after an eighth of it, and at least so many bytes. */
const lookAgainBytes = 64 << 20;

/** Writes a backup into a folder with a temporary name. */
export class FilesystemSink implements ArchiveSink {
  private room = 0;
  private published = false;

  constructor(
    private readonly parts: SinkPlace,
    private readonly temporary: string,
    private readonly final: string,
  ) {}

  write(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    return inPlace(this.parts.place, async () => {
      const file = await this.parts.files.open(join(this.temporary, name), 'wx');
      try {
        for await (const data of content) {
          await this.take(data.length);
          await file.writeFile(data);
        }
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  publish(manifest: string): Promise<void> {
    const { files, place } = this.parts;
    return inPlace(place, async () => {
      this.room = 0;
      await this.take(manifest.length);
      await writeDurably(files, join(this.temporary, manifestName), manifest);
      try {
        await files.rename(this.temporary, this.final);
      } catch (error) {
        // A folder gets its name only when it is complete, so an earlier attempt came as far as this.
        if (!isTaken(error)) throw error;
        return this.discard();
      }
      this.published = true;
      await syncDirectory(files, dirname(this.final));
    });
  }

  async discard(): Promise<void> {
    if (!this.published) await this.parts.files.rm(this.temporary, { recursive: true, force: true });
  }

  private async take(bytes: number): Promise<void> {
    if (bytes > this.room) {
      const available = await this.parts.available();
      this.room = Math.min(available, Math.max(bytes, lookAgainBytes, available / 8));
    }
    if (bytes > this.room) throw archiveFault('FULL', this.parts.place);
    this.room -= bytes;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}
