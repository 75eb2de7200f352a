import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Manifest } from '../archive/manifest.js';

/** Writes down the files of a stored backup: its disks, and the description of the machine. Again it changes nothing. */
export async function keepContents(tx: Tx, manifest: Manifest): Promise<void> {
  const config = JSON.stringify(manifest.config);
  const files = manifest.disks.map((disk) => ({
    disk_guid: disk.guid,
    disk_name: disk.name,
    storage_uuid: disk.storageUuid,
    path: `${manifest.machine.name}/disk-${disk.position}.raw`,
    type: disk.whole ? 'DISK' : 'DISK_INC',
    format: 'RAW',
    size: disk.size,
    effective_size: disk.storedBytes,
    sha256: disk.digest,
    config: null as string | null,
  }));
  const description = {
    disk_guid: null,
    disk_name: null,
    storage_uuid: null,
    path: `${manifest.machine.name}/machine.json`,
    type: 'VM_CONFIG',
    format: 'JSON',
    size: Buffer.byteLength(config),
    effective_size: Buffer.byteLength(config),
    sha256: null,
    config,
  };
  await sql`
    insert into backup.backup_file (backup_guid, disk_guid, disk_name, storage_uuid, path, type, format, size, effective_size, sha256, config)
    select ${manifest.backup}, (select d.guid from backup.virtual_disk d where d.guid = f.disk_guid), f.disk_name, f.storage_uuid, f.path, f.type,
      f.format, f.size, f.effective_size, f.sha256, f.config
    from jsonb_to_recordset(${JSON.stringify([...files, description])}::jsonb) as f(disk_guid uuid, disk_name text, storage_uuid text, path text,
      type text, format text, size bigint, effective_size bigint, sha256 text, config text)
    on conflict (backup_guid, path) do nothing`.execute(tx.sql);
}
