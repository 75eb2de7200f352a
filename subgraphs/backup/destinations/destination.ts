import type { Archive } from '../archive/archive.js';

/** Where in a destination a backup is: all backups of a machine stand together. */
export interface ArchiveKey {
  readonly machine: string;
  readonly backup: string;
}

/** Room of a destination, in bytes. */
export interface DestinationSpace {
  readonly used: number;
  readonly available: number;
}

/** A backup being written. Nobody sees anything of it before it is published, and then sees all of it. */
export interface ArchiveSink {
  /** Writes one file of it from its beginning to its end. FULL when there is no room for it. */
  write(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
  /** Writes the manifest, makes everything last and gives the backup its name. Does nothing when it has it already. */
  publish(manifest: string): Promise<void>;
  /** Removes what was written; after `publish` it does nothing. */
  discard(): Promise<void>;
}

/**
 * A place backups are kept in. Every method but `initialise` first makes sure that the place is there and is
 * this destination's, so that the empty folder below a share that is not mounted is never written to. Faults
 * are those of archive-fault.ts.
 */
export interface Destination {
  /** Makes the place this destination's. FOREIGN when it is another's. */
  initialise(): Promise<void>;
  /** Its room; GONE, FOREIGN or UNREADABLE when it has none to speak of. */
  space(): Promise<DestinationSpace>;
  /** Begins to write a backup; `attempt` tells tries at the same backup apart. */
  create(key: ArchiveKey, attempt: string): Promise<ArchiveSink>;
  /** Opens a backup; MISSING when it is not there. */
  open(key: ArchiveKey): Promise<Archive>;
  /** Removes a backup; one that is not there counts as removed. */
  remove(key: ArchiveKey): Promise<void>;
  /**
   * Removes what broken writes and removals left. `active` is asked, after looking, which of these backups
   * are being written just now; those stay. Gives the number of things removed.
   */
  clean(active: (backups: readonly string[]) => Promise<ReadonlySet<string>>): Promise<number>;
}

/** What a destination of any type is opened from. */
export interface DestinationSettings {
  readonly guid: string;
  readonly name: string;
  readonly path: string;
  /** Most bytes it may use; undefined for as many as there are. */
  readonly capacity: number | undefined;
}

/** One type of destination (vprotect.md 5, BackupDestinationType). */
export interface DestinationType {
  readonly type: string;
  /** One sentence for the documentation. */
  readonly meaning: string;
  open(settings: DestinationSettings): Destination;
}
