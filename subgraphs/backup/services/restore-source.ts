import { sql } from 'kysely';
import { ChainedDisk } from '../archive/chain.js';
import type { Archive } from '../archive/archive.js';
import type { DiskManifest, Manifest } from '../archive/manifest.js';
import { openChain } from '../archive/open-chain.js';
import { backupFault } from './backup-fault.js';
import type { DataParts } from './data-parts.js';
import { openDestination } from './open-destination.js';

interface SourceRow {
  readonly backup_guid: string;
  readonly destination_guid: string;
  readonly path: string;
}

/** A stored backup, open for reading through its chain. */
export class RestoreSource {
  private constructor(
    readonly backupGuid: string,
    private readonly chain: readonly Archive[],
    readonly manifest: Manifest,
  ) {}

  /** Opens what is kept in a place (`backup_location`). NOT_RESTORABLE when nothing is any more. */
  static async open(
    parts: Pick<DataParts, 'store' | 'destinationTypes'>,
    locationGuid: string,
  ): Promise<RestoreSource> {
    const { rows } = await sql<SourceRow>`
      select l.backup_guid, l.destination_guid, l.path from backup.backup_location l
      where l.guid = ${locationGuid} and l.status = 'PRESENT' and l.path is not null and l.destination_guid is not null`.execute(
      parts.store.sql,
    );
    const [row] = rows;
    if (!row) throw backupFault('NOT_RESTORABLE', 'The backup is no longer in this place.');
    const destination = await openDestination(parts.store.sql, parts, row.destination_guid);
    const [machine = '', backup = ''] = row.path.split('/');
    const chain = await openChain(destination, { machine, backup });
    const [newest] = chain;
    if (!newest) throw backupFault('NOT_RESTORABLE', 'The backup is no longer in this place.');
    return new RestoreSource(row.backup_guid, chain, newest.manifest);
  }

  /** Opens one of its disks; close it. */
  disk(disk: DiskManifest): Promise<ChainedDisk> {
    return ChainedDisk.open(this.chain, disk);
  }
}

/** A place a backup can be restored from, the primary first; undefined when there is none. */
export async function presentLocation(
  { store }: Pick<DataParts, 'store'>,
  backupGuid: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ guid: string }>`
    select l.guid from backup.backup_location l
    where l.backup_guid = ${backupGuid} and l.status = 'PRESENT' and l.path is not null and l.destination_guid is not null
    order by l.role_type <> 'PRIMARY', l.created_at, l.guid limit 1`.execute(store.sql);
  return rows[0]?.guid;
}
