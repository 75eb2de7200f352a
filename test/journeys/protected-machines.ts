import { sql } from 'kysely';
import { waitFor } from '../support/wait-for.js';
import type { OpenProduct } from '../support/product.js';
import { askWell } from '../support/graph-client.js';

/** What joins the systems: machines of a cloud, volumes they use, backups of them, and trouble. */
export const tenant = 'p-walks';

interface Node {
  readonly name: string;
  readonly uuid: string;
  readonly publicIps: readonly string[];
}

/**
 * Gives a fresh product `count` machines in its first cloud, an array whose hosts have their addresses with an open
 * alert, and to each machine a virtual machine of one tenant with a policy, a schedule, a backup, a task that runs, and
 * a record and a client of its host.
 */
export async function furnishWalks(product: OpenProduct, count: number): Promise<void> {
  const db = product.running.kernel.database.engine.kysely;
  const nodes = await machinesOf(product, count);
  await arrayFor(product, nodes);
  const rows = nodes.map(({ name, uuid }, i) => ({ name, uuid, place: i }));
  const list = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) n (name text, uuid text, place int)`;
  await sql`
    with manager as (
      insert into backup.hypervisor_manager (name, driver, type, url, sync_interval_ms)
      values ('walks', 'simulated', 'OPENSTACK', 'simulated:', 0) returning guid),
    policy as (
      insert into backup.policy (kind, name, tenant_id) values ('VM_BACKUP', 'gold', ${tenant}) returning guid),
    rule as (
      insert into backup.rule (policy_guid, name, position) select guid, 'Default', 0 from policy returning guid),
    schedule as (
      insert into backup.schedule (name, type, backup_type, execution_type, hour_ms, window_ms, next_run_at)
      values ('nightly', 'VM_BACKUP', 'FULL', 'TIME', 0, 0, now() + interval '1 day') returning guid),
    linked as (
      insert into backup.rule_schedule (rule_guid, schedule_guid) select rule.guid, schedule.guid from rule, schedule),
    machine as (
      insert into backup.virtual_machine (manager_guid, uuid, name, host_name, addresses, tenant_id, policy_guid)
      select manager.guid, n.uuid, n.name, n.name, '{}', ${tenant}, policy.guid from ${list}, manager, policy
      returning guid, name),
    backup as (
      insert into backup.backup (vm_guid, vm_name, tenant_id, workflow, origin_type, requested_type, type, status, snapshot_time, backup_time)
      select guid, name, ${tenant}, gen_random_uuid(), 'USER', 'FULL', 'FULL', 'SUCCESS', now(), now() from machine)
    select from machine`.execute(db);
  await sql`
    update backup.virtual_machine v set last_backup_guid = b.guid, last_backup_at = b.snapshot_time
    from backup.backup b where b.vm_guid = v.guid`.execute(db);
  await sql`
    insert into kernel.task (guid, type, subgraph, state, title, tenant_id, priority, progress, about, workflow, origin, started_at, input, queue)
    select gen_random_uuid(), 'backup.vm.export', 'backup', 'RUNNING', 'Export', ${tenant}, 50, 40, '[]', gen_random_uuid(), 'USER', now(), '{}', 'backup.export'
    from backup.virtual_machine`.execute(db);
  await sql`
    insert into backup.work (task_guid, type, workflow, vm_guid, vm_name)
    select t.guid, 'EXPORT', t.workflow::uuid, v.guid, v.name
    from (select guid, workflow, row_number() over (order by guid) as n from kernel.task where tenant_id = ${tenant}) t
    join (select guid, name, row_number() over (order by guid) as n from backup.virtual_machine) v using (n)`.execute(
    db,
  );
  await sql`
    insert into metadata.backup_record (backup_uuid, backup_id, user_id, status, container, host_name, host_key, backup_name, backup_time, level, session_posted, document, search, phrases)
    select md5(n.name), 'b-' || n.name, 'u', 'available', 'c', n.name, n.name, 'b', 1, 0, false, '{}', '{}', '{}' from ${list}`.execute(
    db,
  );
  await sql`
    insert into metadata.backup_client (client_id, user_id, host_name, host_key, document, search, phrases)
    select 'c-' || n.name, 'u', n.name, n.name, '{}', '{}', '{}' from ${list}`.execute(db);
}

/** The machines of the first cloud, made up to `count`. */
async function machinesOf(product: OpenProduct, count: number): Promise<readonly Node[]> {
  const list = async (): Promise<readonly Node[]> => {
    const { cloud } = await askWell<{ cloud: { nodes: { nodes: readonly Node[] } } }>(
      product,
      '{ cloud(name: "default") { nodes(refresh: true, first: 1000) { nodes { name uuid publicIps } } } }',
    );
    return cloud.nodes.nodes;
  };
  // The cloud makes its first two machines when it is first asked.
  await list();
  await sql`insert into compute.dummy_node (cloud, id) select 'default', g from generate_series(3, ${count}::int) g`.execute(
    product.running.kernel.database.engine.kysely,
  );
  return list();
}

/** An array with a host for each machine, and something wrong with it. */
async function arrayFor(product: OpenProduct, nodes: readonly Node[]): Promise<void> {
  const answer = await fetch(`${product.url}/v1/storages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      vendor: 'fake_storage',
      model: 'fake_driver',
      rest: { host: '127.0.0.1', port: 8443, username: 'monitor', password: 's3cret' },
      extra_attributes: {
        seed: 'walks',
        delay: '0',
        linked: 'true',
        hosts: String(nodes.length),
        host_addresses: nodes.map(({ publicIps }) => publicIps[0]).join(','),
        volumes: String(nodes.length),
        masking_views: String(nodes.length),
      },
    }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  await waitFor(
    'the array to be read',
    async () => {
      const { storages } = await askWell<{ storages: { nodes: readonly { syncStatus: string }[] } }>(
        product,
        '{ storages { nodes { syncStatus } } }',
      );
      return storages.nodes[0]?.syncStatus === 'SYNCED';
    },
    { withinMs: 60_000 },
  );
  await sql`
    insert into storage.alert (storage_id, condition, state, origin, alert_id, severity_rank, first_at, last_at)
    select id, 'walks', 'OPEN', 'TRAP', '1', 1, now(), now() from storage.storage`.execute(
    product.running.kernel.database.engine.kysely,
  );
}
