import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { DiskManifest } from '../archive/manifest.js';
import type { RestoreSource } from './restore-source.js';
import type { RestoreInput } from './work-contract.js';

/** A disk of a backup that is to be restored, with what was wished for it. */
export interface WishedDisk {
  readonly disk: DiskManifest;
  /** Row of `backup.backup_file`; null when there is none. */
  readonly fileGuid: string | null;
  readonly name: string;
  /** Storage wished for this very disk. */
  readonly storageUuid: string | undefined;
}

/** The disks of a backup but those left out, in order. */
export async function wishedDisks(
  handle: Sql,
  { manifest, backupGuid }: RestoreSource,
  input: RestoreInput,
): Promise<WishedDisk[]> {
  const { rows } = await sql<{ guid: string; path: string }>`
    select guid, path from backup.backup_file where backup_guid = ${backupGuid}`.execute(handle);
  const wishes = new Map((input.disks ?? []).map((wish) => [wish.backupFileGuid.toLowerCase(), wish]));
  return manifest.disks.flatMap((disk) => {
    const fileGuid = rows.find(({ path }) => path.endsWith(`/disk-${disk.position}.raw`))?.guid ?? null;
    const wish = wishes.get(fileGuid ?? '');
    if (wish?.excluded === true) return [];
    return [{ disk, fileGuid, name: wish?.name ?? disk.name, storageUuid: wish?.storageUuid }];
  });
}
