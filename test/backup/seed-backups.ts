import { sql } from 'kysely';
import type { Sql } from '../../subgraphs/kernel/database/store.js';

/** How much is put into the tables; tasks come in pairs of an export and its store. */
export interface SeededBackups {
  readonly backups: number;
  readonly tasks: number;
}

const policies = 20;
const schedules = 50;

/**
 * Puts backups and ended tasks of the machines that are there into the tables by statements alone, with policies of
 * one rule each, schedules, destinations and nodes: a hundred thousand backups and fifty thousand tasks take some ten
 * seconds. Of a machine's fifty backups one has failed. Everything ended within the last day, so that no clean-up takes it away.
 */
export async function seedBackups(handle: Sql, { backups, tasks }: SeededBackups): Promise<void> {
  await seedPlaces(handle);
  await seedPolicies(handle);
  // Without figures of the tables some of the joins below would be nested loops over all of them.
  await sql`analyze`.execute(handle);
  await sql`
    with machine as (
      select guid, name, tenant_id, policy_guid, row_number() over (order by name) - 1 as n from backup.virtual_machine),
    numbered as (
      select i, i % many as n, i / many as run, i / many % 4 = 0 as whole
      from generate_series(0, ${backups}::int - 1) i, (select count(*) as many from machine) counted)
    insert into backup.backup (vm_guid, vm_name, tenant_id, workflow, origin_type, origin_guid, origin_name, rule_guid,
      destination_guid, requested_type, type, status, snapshot_time, backup_time, size, effective_size, queued_export_ms,
      export_ms, queued_store_ms, store_ms, warnings)
    select m.guid, m.name, m.tenant_id, gen_random_uuid(), 'SCHEDULE', s.guid, s.name, r.guid, d.guid,
      case when whole then 'FULL' else 'INCREMENTAL' end, case when whole then 'FULL' else 'INCREMENTAL' end,
      case when (i + run) % 50 = 7 then 'FAILED' else 'SUCCESS' end, now() - i * interval '0.5 s', now() - i * interval '0.5 s',
      1000000000 + i, 500000000 + i, 100, 2000, 50, 1000 + i % 900, case when i % 40 = 0 then array['Quiescing took long.'] else '{}' end
    from numbered join machine m using (n)
    join backup.rule r on r.policy_guid = m.policy_guid
    join backup.schedule s on s.name = 'schedule-' || (i % ${schedules}::int + 1)
    join backup.destination d on d.name = 'seeded-' || (i % 2 + 1)`.execute(handle);
  await sql`
    insert into backup.backup_location (backup_guid, destination_guid, role_type, status, path, stored_size)
    select guid, destination_guid, 'PRIMARY', 'PRESENT', guid::text, size from backup.backup where status = 'SUCCESS'`.execute(
    handle,
  );
  await sql`analyze backup.backup, backup.backup_location`.execute(handle);
  await sql`
    update backup.virtual_machine v set last_backup_guid = b.guid, last_backup_at = b.snapshot_time, last_backup_size = b.size,
      last_full_backup_guid = f.guid, last_full_backup_size = f.size, restorable = true
    from (select distinct on (vm_guid) * from backup.backup where status = 'SUCCESS' order by vm_guid, snapshot_time desc) b
    left join (select distinct on (vm_guid) * from backup.backup where status = 'SUCCESS' and type = 'FULL'
      order by vm_guid, snapshot_time desc) f on f.vm_guid = b.vm_guid
    where b.vm_guid = v.guid`.execute(handle);
  await seedTasks(handle, tasks);
  await sql`analyze`.execute(handle);
}

/** Where backups are kept and worked on. */
async function seedPlaces(handle: Sql): Promise<void> {
  await sql`
    insert into backup.destination (name, type, path) select 'seeded-' || i, 'FILESYSTEM', '/nowhere/seeded-' || i
    from generate_series(1, 2) i`.execute(handle);
  await sql`
    insert into backup.node (name, address, version, staging_dir, started_at, seen_at)
    select 'seeded-' || i, '192.0.2.' || i, '1', '/nowhere', now(), now() from generate_series(1, 3) i`.execute(
    handle,
  );
}

/** Each machine is in a policy; what a rule keeps is more than there is. */
async function seedPolicies(handle: Sql): Promise<void> {
  await sql`
    insert into backup.policy (kind, name, priority) select 'VM_BACKUP', 'policy-' || i, i from generate_series(1, ${policies}::int) i`.execute(
    handle,
  );
  await sql`
    insert into backup.schedule (name, type, backup_type, execution_type, hour_ms, window_ms, fired_until, next_run_at)
    select 'schedule-' || i, 'VM_BACKUP', 'FULL', 'TIME', 3600000, 7200000, now(), now() + interval '20 hours'
    from generate_series(1, ${schedules}::int) i`.execute(handle);
  await sql`
    insert into backup.rule (policy_guid, name, position) select guid, 'Default', 0 from backup.policy where name like 'policy-%'`.execute(
    handle,
  );
  await sql`
    insert into backup.rule_schedule (rule_guid, schedule_guid)
    select r.guid, s.guid from backup.rule r join backup.policy p on p.guid = r.policy_guid
    join backup.schedule s on substr(s.name, 10)::int % ${policies}::int = substr(p.name, 8)::int % ${policies}::int
    where p.name like 'policy-%' and s.name like 'schedule-%'`.execute(handle);
  await sql`
    insert into backup.rule_destination (rule_guid, destination_guid, role_type, keep_last_full, keep_last_incremental)
    select r.guid, d.guid, 'PRIMARY', 10000, 10000 from backup.rule r join backup.policy p on p.guid = r.policy_guid
    join backup.destination d on d.name = 'seeded-1' where p.name like 'policy-%'`.execute(handle);
  await sql`
    update backup.virtual_machine v set policy_guid = p.guid from backup.policy p
    where p.name = 'policy-' || (abs(hashtext(v.name)) % ${policies}::int + 1)`.execute(handle);
}

/** The newest backups have their export and their store among the tasks. */
async function seedTasks(handle: Sql, tasks: number): Promise<void> {
  await sql`
    with numbered as (
      select *, row_number() over (order by snapshot_time desc, guid) - 1 as n from backup.backup where vm_guid is not null),
    made as (
      select b.*, gen_random_uuid() as export, gen_random_uuid() as store, v.manager_guid, v.hypervisor_guid, v.policy_guid,
        k.guid as node_guid
      from (select * from numbered order by n limit ${tasks / 2}::int) b
      join backup.virtual_machine v on v.guid = b.vm_guid
      join backup.node k on k.name = 'seeded-' || (b.n % 3 + 1)),
    each as (
      select m.*, w.type as work, w.guid as task_guid, w.parent, w.place from made m,
        lateral (values ('EXPORT', m.export, null::uuid, 0), ('STORE', m.store, m.export, 1)) w (type, guid, parent, place)),
    tasks as (
      insert into kernel.task (guid, type, subgraph, queue, state, title, tenant_id, priority, window_start, window_end, progress,
        about, parent_guid, workflow, origin, requested_by, created_at, started_at, finished_at, updated_at, attempts, input)
      select task_guid, 'backup.vm.' || lower(work), 'backup', 'backup', case status when 'FAILED' then 'FAILED' else 'FINISHED' end,
        work || ' of ' || vm_name, tenant_id, 50, snapshot_time, snapshot_time + interval '5 hours', 100,
        jsonb_build_array(jsonb_build_object('kind', 'VirtualMachine', 'id', vm_guid)), parent, workflow::text, 'SCHEDULE', 'scheduler',
        snapshot_time, snapshot_time + place * interval '1 s', snapshot_time + (place + 1) * interval '1 s',
        snapshot_time + (place + 1) * interval '1 s', 1, '{}'
      from each returning guid)
    insert into backup.work (task_guid, type, workflow, vm_guid, vm_name, backup_guid, backup_type, destination_guid, hypervisor_guid,
      manager_guid, node_guid, schedule_guid, rule_guid, policy_guid, origin_type, origin_guid, origin_name, retries_left, status_info)
    select e.task_guid, e.work, e.workflow, e.vm_guid, e.vm_name, e.guid, e.type, e.destination_guid, e.hypervisor_guid,
      e.manager_guid, e.node_guid, e.origin_guid, e.rule_guid, e.policy_guid, 'SCHEDULE', e.origin_guid, e.origin_name, 0,
      case e.status when 'FAILED' then 'The hypervisor was away.' end
    from each e join tasks t on t.guid = e.task_guid`.execute(handle);
}
