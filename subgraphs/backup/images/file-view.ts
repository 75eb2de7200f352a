import { backupFault } from '../services/backup-fault.js';

/** What an entry of a folder is. */
export type EntryKind = 'DIRECTORY' | 'REGULAR_FILE' | 'SYMLINK' | 'BROKEN_SYMLINK';

/** An entry of a folder. */
export interface FileEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date | null;
  /** Number of the owner; null where the file system knows none. */
  readonly owner: number | null;
  readonly group: number | null;
  /** The lower nine bits of a Unix mode. */
  readonly mode: number;
}

/** A file system that is only read. Paths begin with a slash and never leave it. */
export interface FileView {
  /** Such as `ext4`. */
  readonly type: string;
  readonly label: string | null;
  /** Entries of a folder by name. NOT_FOUND when there is none. */
  list(path: string): Promise<FileEntry[]>;
  /** What is at a path, links followed. NOT_FOUND when nothing is. */
  find(path: string): Promise<FileEntry>;
  /** Content of a file of at most so many bytes. */
  read(path: string, most: number): Promise<Buffer>;
}

/** The names of a path. VALIDATION for one that would leave the file system. */
export function namesOf(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..') || path.includes('\0') || path.length > 4096)
    throw backupFault('VALIDATION', 'The path must not leave the file system.', 'path');
  return names;
}

/** The fault of a path at which there is nothing. */
export function nothingAt(path: string): Error {
  return backupFault('NOT_FOUND', `There is no "${path.slice(0, 200)}" in this file system.`);
}

/** The fault of a file that is too large to be read at once. */
export function tooLarge(most: number): Error {
  return backupFault('VALIDATION', `More than ${most} bytes cannot be downloaded at once.`, 'paths');
}
