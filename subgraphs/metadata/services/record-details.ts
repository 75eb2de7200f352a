import type { LongValue } from '../../../schema/scalars/long.js';
import type { RecordDetails } from '../entities/record-details.js';

type Document = Readonly<Record<string, unknown>>;

const bytesPerMb = 1_048_576n;
const largestLong = 2n ** 63n - 1n;

/** What a backup's document says under either spelling, null where it says nothing of the type. */
export function recordDetailsOf(document: Document): RecordDetails {
  const uncompressed = integer(document, 'backup_size_uncompressed');
  const compressed = integer(document, 'backup_size_compressed');
  const session = integer(document, 'total_backup_session_size');
  return {
    maxLevel: integer(document, 'max_level'),
    mode: text(document, 'mode'),
    path: text(document, 'fs_real_path', 'path_to_backup'),
    volumeSnapshotPath: text(document, 'vol_snap_path'),
    totalBrokenLinks: integer(document, 'total_broken_links'),
    totalFsFiles: integer(document, 'total_fs_files'),
    totalDirectories: integer(document, 'total_directories'),
    backupSizeUncompressed: uncompressed,
    backupSizeUncompressedBytes: inBytes(uncompressed),
    backupSizeCompressed: compressed,
    backupSizeCompressedBytes: inBytes(compressed),
    totalBackupSessionSize: session,
    totalBackupSessionSizeBytes: inBytes(session),
    compressionAlg: text(document, 'compression_alg', 'compression'),
    encrypted: bool(document, 'encrypted'),
    clientOs: text(document, 'client_os'),
    cli: text(document, 'cli'),
    version: text(document, 'version', 'client_version'),
    brokenLinks: texts(document, 'broken_links'),
    excludedFiles: texts(document, 'excluded_files'),
  };
}

/** The first of these texts in a document. */
export function text(document: Document, ...names: readonly string[]): string | null {
  const values = names.map((name) => document[name]);
  return values.find((value): value is string => typeof value === 'string') ?? null;
}

function integer(document: Document, name: string): number | null {
  const value = document[name];
  return Number.isSafeInteger(value) ? (value as number) : null;
}

function bool(document: Document, name: string): boolean | null {
  const value = document[name];
  return typeof value === 'boolean' ? value : null;
}

function texts(document: Document, name: string): string[] | null {
  const value = document[name];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
}

function inBytes(mb: number | null): LongValue | null {
  if (mb === null) return null;
  const bytes = BigInt(mb) * bytesPerMb;
  return bytes > largestLong || bytes < -largestLong ? null : bytes.toString();
}
