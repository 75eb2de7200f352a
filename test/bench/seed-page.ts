import { sql } from 'kysely';
import type { Sql } from '../../subgraphs/kernel/database/store.js';
import type { OpenProduct } from '../support/product.js';
import { kyselyOf } from './seed-graph.js';
import { benchHosts, type SeededStorages } from './seed-storage.js';
import { someNodes } from './seed.js';
import type { BackupSizes } from './vprotect-lists.js';

/** How many machines the page shows: one for each node of the smaller cloud. */
export const pageMachines = someNodes.count;

/** Volumes on the page: those of each node's host, and as many again for the two nodes that share an address. */
export const pageVolumes = (pageMachines + 2) * benchHosts.views;

/** The machines the page is the first of, with their backups and tasks, where no longer lists are measured. */
export const pageSizes: BackupSizes = { machines: 500, tasks: 1000, backups: 5000 };

/**
 * Makes of the first machines those of the cloud's nodes: with their ids, with hosts of an array that have their
 * addresses, and each with an export that runs.
 */
export async function seedPage(product: OpenProduct, { storageId }: SeededStorages): Promise<void> {
  const db = kyselyOf(product);
  await seedHostAddresses(db, storageId);
  await sql`
    update backup.virtual_machine v set uuid = n.uuid
    from (select guid, row_number() over (order by name collate "C", guid) as place from backup.virtual_machine) m
    join compute.node n on n.cloud = ${someNodes.cloud} and n.native_id = m.place::text
    where v.guid = m.guid`.execute(db);
  await seedRunning(db);
  await sql`analyze`.execute(db);
}

async function seedHostAddresses(db: Sql, storageId: string): Promise<void> {
  await sql`
    update storage.storage_host h set ip_address = n.public_ips ->> 0 from compute.node n
    where h.storage_id = ${storageId}::uuid and h.native_storage_host_id = 'bh-' || n.native_id and n.cloud = ${someNodes.cloud}`.execute(
    db,
  );
}

/** The newest export of each of the machines becomes one that is under way; nobody works on it. */
async function seedRunning(db: Sql): Promise<void> {
  await sql`
    update kernel.task t set state = 'RUNNING', progress = 40, finished_at = null
    from (
      select distinct on (w.vm_guid) w.task_guid from backup.work w
      join backup.virtual_machine v on v.guid = w.vm_guid
      join compute.node n on n.uuid = v.uuid and n.cloud = ${someNodes.cloud}
      join kernel.task e on e.guid = w.task_guid
      where w.type = 'EXPORT' order by w.vm_guid, e.created_at desc) newest
    where t.guid = newest.task_guid`.execute(db);
}
