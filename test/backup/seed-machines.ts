import { sql } from 'kysely';
import type { Sql } from '../../subgraphs/kernel/database/store.js';

/** What was put into the tables. */
export interface SeededMachines {
  readonly managerGuid: string;
  /** The platform's ids of the projects, which are the tenants. */
  readonly tenants: readonly string[];
}

/**
 * Puts a manager with machines into the tables by statements alone, without a driver: 10,000 machines with a disk
 * and an interface each take a second or two. Machine `i` is `vm-<i>` with the uuid `<name>-uuid-<i>`.
 */
export async function seedMachines(
  handle: Sql,
  machines: number,
  { name = 'seeded', projects = 10, hypervisors = 50 } = {},
): Promise<SeededMachines> {
  const { rows } = await sql<{ guid: string }>`
    insert into backup.hypervisor_manager (name, driver, type, url, settings, sync_interval_ms)
    values (${name}, 'simulated', 'OPENSTACK', ${`simulated://${name}`}, '{"machines": 0}', 0) returning guid`.execute(
    handle,
  );
  const managerGuid = rows[0]?.guid ?? '';
  const things = [
    ['project', projects],
    ['hypervisor_cluster', 4],
    ['network', 2],
  ] as const;
  for (const [table, count] of things)
    await sql`
      insert into ${sql.table(`backup.${table}`)} (manager_guid, uuid, name)
      select ${managerGuid}::uuid, ${`${name}-${table}-`} || i, ${`${table}-`} || i from generate_series(1, ${count}::int) i`.execute(
      handle,
    );
  await sql`
    insert into backup.hypervisor (manager_guid, uuid, name, host, type, cluster_guid)
    select ${managerGuid}::uuid, ${`${name}-hypervisor-`} || i, 'hypervisor-' || i, 'host-' || i, 'KVM', c.guid
    from generate_series(1, ${hypervisors}::int) i
    join backup.hypervisor_cluster c on c.manager_guid = ${managerGuid} and c.name = 'hypervisor_cluster-' || (i % 4 + 1)`.execute(
    handle,
  );
  await sql`
    insert into backup.virtual_machine (manager_guid, uuid, name, project_guid, tenant_id, hypervisor_guid, cluster_guid,
      host_name, addresses, tags)
    select ${managerGuid}::uuid, ${`${name}-uuid-`} || i, 'vm-' || i, p.guid, p.uuid, h.guid, h.cluster_guid,
      'vm-' || i || '.example.org', array['10.1.' || i / 250 || '.' || i % 250], array['tag-' || i % 7]
    from generate_series(1, ${machines}::int) i
    join backup.project p on p.manager_guid = ${managerGuid} and p.name = 'project-' || (i % ${projects}::int + 1)
    join backup.hypervisor h on h.manager_guid = ${managerGuid} and h.name = 'hypervisor-' || (i % ${hypervisors}::int + 1)`.execute(
    handle,
  );
  await sql`
    insert into backup.virtual_disk (vm_guid, uuid, name, position, type, size)
    select guid, uuid || '-disk', 'disk-1', 0, 'raw', 67108864 from backup.virtual_machine
    where manager_guid = ${managerGuid}`.execute(handle);
  await sql`
    insert into backup.network_interface (vm_guid, uuid, name, position, network_guid)
    select v.guid, v.uuid || '-eth0', 'eth0', 0, n.guid from backup.virtual_machine v
    join backup.network n on n.manager_guid = v.manager_guid and n.name = 'network-1'
    where v.manager_guid = ${managerGuid}`.execute(handle);
  await sql`analyze backup.virtual_machine, backup.virtual_disk, backup.network_interface`.execute(handle);
  const tenants = Array.from({ length: projects }, (_, i) => `${name}-project-${i + 1}`);
  return { managerGuid, tenants };
}
