import { z } from 'zod';
import { documentOfValue, type LegacyDocument } from './document.js';

/** Log that tells of stored backups, and the kind of its events that do. */
export const backupLog = 'backup';
export const storedKind = 'backup.stored';

const event = z.object({
  guid: z.string(),
  vmName: z.string(),
  /** What the backups of one series share: the policy's rule, or the machine alone. */
  series: z.string(),
  destination: z.string(),
  /** RFC 3339. */
  snapshotTime: z.string(),
  /** Backups from the last full one on; 0 is a full one. */
  level: z.number().int().min(0),
  /** Bytes of the machine's disks, and as stored. */
  size: z.number(),
  storedSize: z.number(),
});

/** What the backup subgraph tells of a backup whose data is stored. */
export type StoredBackup = z.infer<typeof event>;

/** Reads the event; throws a ZodError when it is not what it should be. */
export function readStoredBackup(payload: unknown): StoredBackup {
  return event.parse(payload);
}

const megabyte = 1_000_000;

/** The record's document under the names of the seed API (freezer.md §5); sizes are megabytes there. */
export function documentOfBackup(backup: StoredBackup, limit: number): LegacyDocument {
  return documentOfValue(
    {
      container: backup.destination,
      host_name: backup.vmName,
      backup_name: backup.series,
      timestamp: Math.floor(Date.parse(backup.snapshotTime) / 1000),
      level: backup.level,
      mode: 'nova',
      backup_size_uncompressed: Math.ceil(backup.size / megabyte),
      backup_size_compressed: Math.ceil(backup.storedSize / megabyte),
      compression: 'zstd',
      encrypted: false,
      infragraph_backup: backup.guid,
    },
    limit,
  );
}
