import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { objectOf, selectionOf } from '../entities/column.js';
import { VirtualDisk } from '../entities/virtual-disk.js';
import { readGuid } from './guid.js';
import { wallOf } from './tenant-wall.js';

/** Leaves a disk out of backups, or takes it in again. NOT_FOUND for one the viewer may not see. */
export async function excludeDisk(
  handle: Sql,
  diskGuid: string,
  excluded: boolean,
  viewer: Viewer,
): Promise<VirtualDisk> {
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    update backup.virtual_disk d set excluded_from_backup = ${excluded} from backup.virtual_machine v
    where d.guid = ${readGuid(diskGuid) ?? null}::uuid and v.guid = d.vm_guid and ${wallOf(viewer, 'v')}
    returning ${selectionOf(VirtualDisk, 'd')}`.execute(handle);
  if (!rows[0]) throw new Fault('NOT_FOUND', `There is no disk ${diskGuid}.`);
  return objectOf(VirtualDisk, rows[0]);
}
