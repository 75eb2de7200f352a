import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { deviceOf } from '../images/block-device.js';
import { findFileSystems, type FoundFileSystem } from '../images/find-file-systems.js';
import type { RestoreSource } from './restore-source.js';
import type { WishedDisk } from './wished-disks.js';

/** A file system and the disk it was found on. */
export interface FileSystemOnDisk extends FoundFileSystem {
  readonly fileGuid: string;
}

/** Looks for file systems on the disks of a backup. */
export async function fileSystemsIn(
  source: RestoreSource,
  disks: readonly WishedDisk[],
): Promise<FileSystemOnDisk[]> {
  const found: FileSystemOnDisk[] = [];
  for (const { disk, fileGuid } of disks) {
    if (fileGuid === null) continue;
    const whole = await source.disk(disk);
    try {
      for (const one of await findFileSystems(deviceOf(whole), disk.name)) found.push({ ...one, fileGuid });
    } finally {
      await whole.close();
    }
  }
  return found;
}

/** Keeps what was found; what is known already stays as it is. */
export async function keepFileSystems(
  tx: Tx,
  backupGuid: string,
  found: readonly FileSystemOnDisk[],
): Promise<void> {
  const rows = found.map(({ fileGuid, volume, label, type, size, firstByte }) => ({
    file_guid: fileGuid,
    volume,
    label,
    type,
    size,
    first_byte: firstByte,
  }));
  await sql`
    insert into backup.file_system (backup_guid, file_guid, volume, label, type, size, first_byte)
    select ${backupGuid}, s.file_guid, s.volume, s.label, s.type, s.size, s.first_byte
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (file_guid uuid, volume text, label text, type text, size bigint, first_byte bigint)
    where not exists (select from backup.file_system f where f.file_guid = s.file_guid and f.first_byte = s.first_byte)`.execute(
    tx.sql,
  );
}
