import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import { clientColumns, toBackupClient, type BackupClientRow } from './backup-client-row.js';
import type { MetadataParts } from './parts.js';
import { wantedHosts, type HostOfUser } from './records-of-hosts.js';
import { visibleTo } from './wall.js';

/** A host has at most so many clients in an answer. */
const mostClients = 1000;

/** The clients of each host in the order of their registration, all by one statement. */
export async function clientsOfHosts(
  parts: MetadataParts,
  hosts: readonly HostOfUser[],
  viewer: Viewer,
): Promise<BackupClient[][]> {
  const { rows } = await sql<BackupClientRow & { place: number }>`
    select place, client.* from ${wantedHosts(hosts)} cross join lateral (
      select ${clientColumns} from metadata.backup_client
      where host_key = wanted_host and (wanted_user is null or user_id = wanted_user) and ${visibleTo(viewer)}
      order by seq limit ${mostClients}) as client
    order by place, seq`.execute(parts.store.sql);
  const byPlace = Map.groupBy(rows, (row) => row.place);
  return hosts.map((_, i) => (byPlace.get(i + 1) ?? []).map(toBackupClient));
}
