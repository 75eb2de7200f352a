import type { LongValue } from '../../../schema/scalars/long.js';
import type { RecordDetails } from '../entities/record-details.js';

type Document = Readonly<Record<string, unknown>>;

const bytesPerMb = 1_048_576n;
const largestLong = 2n ** 63n - 1n;

/** How each field of a backup's details is read from its document, which may have either spelling. */
export const readDetails: { readonly [F in keyof RecordDetails]: (document: Document) => RecordDetails[F] } =
  {
    maxLevel: (document) => integer(document, 'max_level'),
    mode: (document) => text(document, 'mode'),
    path: (document) => text(document, 'fs_real_path', 'path_to_backup'),
    volumeSnapshotPath: (document) => text(document, 'vol_snap_path'),
    totalBrokenLinks: (document) => integer(document, 'total_broken_links'),
    totalFsFiles: (document) => integer(document, 'total_fs_files'),
    totalDirectories: (document) => integer(document, 'total_directories'),
    backupSizeUncompressed: (document) => integer(document, 'backup_size_uncompressed'),
    backupSizeUncompressedBytes: (document) => inBytes(integer(document, 'backup_size_uncompressed')),
    backupSizeCompressed: (document) => integer(document, 'backup_size_compressed'),
    backupSizeCompressedBytes: (document) => inBytes(integer(document, 'backup_size_compressed')),
    totalBackupSessionSize: (document) => integer(document, 'total_backup_session_size'),
    totalBackupSessionSizeBytes: (document) => inBytes(integer(document, 'total_backup_session_size')),
    compressionAlg: (document) => text(document, 'compression_alg', 'compression'),
    encrypted: (document) => bool(document, 'encrypted'),
    clientOs: (document) => text(document, 'client_os'),
    cli: (document) => text(document, 'cli'),
    version: (document) => text(document, 'version', 'client_version'),
    brokenLinks: (document) => texts(document, 'broken_links'),
    excludedFiles: (document) => texts(document, 'excluded_files'),
  };

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
