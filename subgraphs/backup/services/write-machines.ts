import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { InventoryMachine } from '../drivers/inventory.js';
import type { WriteCounts } from './write-inventory.js';

/** What a machine is told to be by its platform; everything else of the row is ours. */
const columns = [
  'name',
  'project_guid',
  'hypervisor_guid',
  'cluster_guid',
  'flavor_guid',
  'tenant_id',
  'host_name',
  'addresses',
  'tags',
] as const;

/**
 * Writes some machines of a manager with their disks and interfaces. A known one keeps its GUID and
 * everything given to it here; one that had vanished is present again. Rows that hold the same already are
 * not touched.
 */
export async function writeMachines(
  handle: Sql,
  managerGuid: string,
  machines: readonly InventoryMachine[],
): Promise<WriteCounts> {
  const counts = await upsertMachines(handle, managerGuid, machines);
  await writeDisks(handle, managerGuid, machines);
  await writeInterfaces(handle, managerGuid, machines);
  return counts;
}

/** Marks the machines of a manager that are not among these as vanished; how many are newly so. */
export async function markVanished(
  handle: Sql,
  managerGuid: string,
  present: readonly string[],
): Promise<number> {
  const { numAffectedRows } = await sql`
    update backup.virtual_machine v set present = false, vanished_at = now(), changed_at = now()
    where v.manager_guid = ${managerGuid} and v.present and not exists (
      select from jsonb_array_elements_text(${JSON.stringify(present)}::jsonb) as p (uuid) where p.uuid = v.uuid)`.execute(
    handle,
  );
  return Number(numAffectedRows ?? 0);
}

async function upsertMachines(
  handle: Sql,
  managerGuid: string,
  machines: readonly InventoryMachine[],
): Promise<WriteCounts> {
  const rows = machines.map(({ disks: _disks, interfaces: _interfaces, ...machine }) => machine);
  const refs = (alias: string) => sql.join(columns.map((column) => sql.ref(`${alias}.${column}`)));
  const set = sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`));
  const { rows: counted } = await sql<WriteCounts>`
    with written as (
      insert into backup.virtual_machine as t (manager_guid, uuid, ${sql.join(columns.map((one) => sql.ref(one)))})
      select ${managerGuid}::uuid, l.uuid, l.name, p.guid, h.guid, c.guid, f.guid, p.uuid, l."hostName", l.addresses, l.tags
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l (uuid text, name text, "projectUuid" text,
        "hypervisorUuid" text, "clusterUuid" text, "flavorUuid" text, "hostName" text, addresses text[], tags text[])
      left join backup.project p on p.manager_guid = ${managerGuid} and p.uuid = l."projectUuid"
      left join backup.hypervisor h on h.manager_guid = ${managerGuid} and h.uuid = l."hypervisorUuid"
      left join backup.hypervisor_cluster c on c.manager_guid = ${managerGuid} and c.uuid = l."clusterUuid"
      left join backup.flavor f on f.manager_guid = ${managerGuid} and f.uuid = l."flavorUuid"
      on conflict (manager_guid, uuid) do update set ${set}, present = true, vanished_at = null, changed_at = now()
      where not t.present or row(${refs('t')}) is distinct from row(${refs('excluded')})
      returning xmax = 0 as fresh)
    select count(*) filter (where fresh)::int as added, count(*) filter (where not fresh)::int as updated
    from written`.execute(handle);
  return counted[0] ?? { added: 0, updated: 0 };
}

/** A disk that vanished stays, marked, because backups refer to it. */
async function writeDisks(
  handle: Sql,
  managerGuid: string,
  machines: readonly InventoryMachine[],
): Promise<void> {
  const disks = machines.flatMap(({ uuid: vm, disks: all }) =>
    all.map((disk, position) => ({ ...disk, vm, position })),
  );
  await sql`
    with listed as (
      select v.guid as vm_guid, s.guid as storage_guid, l.*
      from jsonb_to_recordset(${JSON.stringify(disks)}::jsonb) as l (vm text, uuid text, name text, position integer,
        type text, size bigint, "storageUuid" text, supported boolean)
      join backup.virtual_machine v on v.manager_guid = ${managerGuid} and v.uuid = l.vm
      left join backup.hypervisor_storage s on s.manager_guid = ${managerGuid} and s.uuid = l."storageUuid"),
    vanished as (
      update backup.virtual_disk d set present = false
      from backup.virtual_machine v
      where v.guid = d.vm_guid and v.manager_guid = ${managerGuid} and v.uuid = any(${uuidsOf(machines)}::text[])
        and d.present and not exists (select from listed l where l.vm_guid = d.vm_guid and l.uuid = d.uuid))
    insert into backup.virtual_disk as t (vm_guid, uuid, name, position, type, size, storage_guid, supported)
    select vm_guid, uuid, name, position, type, size, storage_guid, supported from listed
    on conflict (vm_guid, uuid) do update set name = excluded.name, position = excluded.position, type = excluded.type,
      size = excluded.size, storage_guid = excluded.storage_guid, supported = excluded.supported, present = true
    where row(t.name, t.position, t.type, t.size, t.storage_guid, t.supported, t.present) is distinct from
      row(excluded.name, excluded.position, excluded.type, excluded.size, excluded.storage_guid, excluded.supported, true)`.execute(
    handle,
  );
}

async function writeInterfaces(
  handle: Sql,
  managerGuid: string,
  machines: readonly InventoryMachine[],
): Promise<void> {
  const interfaces = machines.flatMap(({ uuid: vm, interfaces: all }) =>
    all.map((one, position) => ({ ...one, vm, position })),
  );
  await sql`
    with listed as (
      select v.guid as vm_guid, n.guid as network_guid, l.*
      from jsonb_to_recordset(${JSON.stringify(interfaces)}::jsonb) as l (vm text, uuid text, name text,
        position integer, "networkUuid" text)
      join backup.virtual_machine v on v.manager_guid = ${managerGuid} and v.uuid = l.vm
      left join backup.network n on n.manager_guid = ${managerGuid} and n.uuid = l."networkUuid"),
    vanished as (
      delete from backup.network_interface i using backup.virtual_machine v
      where v.guid = i.vm_guid and v.manager_guid = ${managerGuid} and v.uuid = any(${uuidsOf(machines)}::text[])
        and not exists (select from listed l where l.vm_guid = i.vm_guid and l.uuid = i.uuid))
    insert into backup.network_interface as t (vm_guid, uuid, name, position, network_guid)
    select vm_guid, uuid, name, position, network_guid from listed
    on conflict (vm_guid, uuid) do update
      set name = excluded.name, position = excluded.position, network_guid = excluded.network_guid
    where row(t.name, t.position, t.network_guid) is distinct from
      row(excluded.name, excluded.position, excluded.network_guid)`.execute(handle);
}

function uuidsOf(machines: readonly InventoryMachine[]): string[] {
  return machines.map(({ uuid }) => uuid);
}
