import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { objectOf, selectionOf } from '../entities/column.js';
import { HypervisorCluster } from '../entities/hypervisor-cluster.js';
import { NetworkInterface } from '../entities/network-interface.js';
import { VirtualDisk } from '../entities/virtual-disk.js';

/** Disks of machines, as lists of parts need them. */
export const diskKind = { entity: VirtualDisk, from: sql`backup.virtual_disk t` };

/** Network interfaces of machines. */
export const interfaceKind = { entity: NetworkInterface, from: sql`backup.network_interface t` };

/** How many machines that are present each hypervisor runs, in one statement. */
export async function machineCounts(
  handle: Sql,
  hypervisorGuids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ guid: string; count: number }>`
    select hypervisor_guid as guid, count(*)::int as count from backup.virtual_machine
    where hypervisor_guid = any(${hypervisorGuids}::uuid[]) and present group by hypervisor_guid`.execute(
    handle,
  );
  return new Map(rows.map(({ guid, count }) => [guid, count]));
}

/** The clusters that reach each storage, by name, in one statement. */
export async function clustersOfStorages(
  handle: Sql,
  storageGuids: readonly string[],
): Promise<ReadonlyMap<string, readonly HypervisorCluster[]>> {
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    select ${selectionOf(HypervisorCluster, 't')}, k.storage_guid
    from backup.hypervisor_storage_cluster k join backup.hypervisor_cluster t on t.guid = k.cluster_guid
    where k.storage_guid = any(${storageGuids}::uuid[]) order by t.name collate "C", t.guid`.execute(handle);
  const byStorage = Map.groupBy(rows, (row) => String(row['storage_guid']));
  return new Map(
    [...byStorage].map(([guid, own]) => [guid, own.map((row) => objectOf(HypervisorCluster, row))]),
  );
}
