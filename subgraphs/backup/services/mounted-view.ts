import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { deviceOf } from '../images/block-device.js';
import type { FileView } from '../images/file-view.js';
import { openFileSystem } from '../images/find-file-systems.js';
import { backupFault, notFound } from './backup-fault.js';
import type { DataParts } from './data-parts.js';
import { readGuid } from './guid.js';
import { presentLocation, RestoreSource } from './restore-source.js';
import { wallOf } from './tenant-wall.js';

interface MountedRow {
  readonly backup_guid: string;
  readonly path: string;
  readonly first_byte: string | number;
  readonly size: string | number;
}

/**
 * Works with the files of a mounted file system, read out of its backup by this process: it needs the
 * destination, not the node it was mounted on. NOT_FOUND for one the viewer may not see.
 */
export async function withMountedView<R>(
  parts: Pick<DataParts, 'store' | 'destinationTypes'>,
  guid: string,
  viewer: Viewer,
  work: (view: FileView) => Promise<R>,
): Promise<R> {
  const { rows } = await sql<MountedRow>`
    select b.guid as backup_guid, bf.path, f.first_byte, f.size
    from backup.mounted_file_system t join backup.file_system f on f.guid = t.file_system_guid
    join backup.backup_file bf on bf.guid = f.file_guid join backup.backup b on b.guid = f.backup_guid
    where t.guid = ${readGuid(guid) ?? null}::uuid and ${wallOf(viewer, 'b')}`.execute(parts.store.sql);
  const [row] = rows;
  if (!row) throw notFound('mounted file system');
  const locationGuid = await presentLocation(parts, row.backup_guid);
  if (locationGuid === undefined)
    throw backupFault('NOT_RESTORABLE', 'The backup is no longer in any place.');
  const source = await RestoreSource.open(parts, locationGuid);
  const disk = source.manifest.disks.find(({ position }) => row.path.endsWith(`/disk-${position}.raw`));
  if (!disk) throw notFound('mounted file system');
  const whole = await source.disk(disk);
  try {
    return await work(await openFileSystem(deviceOf(whole), Number(row.first_byte), Number(row.size)));
  } finally {
    await whole.close();
  }
}
