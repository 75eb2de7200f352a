import { Migration } from '@mikro-orm/migrations';

/** What a hypervisor manager tells of: named by its own id (`uuid`) within the manager, by `guid` in the product. */
const managed = (table: string, columns: string): string => `create table backup.${table} (
      guid uuid primary key default gen_random_uuid(),
      manager_guid uuid not null references backup.hypervisor_manager on delete cascade,
      uuid text not null,
      name text not null,
      ${columns}
      unique (manager_guid, uuid)
    )`;

/** Hypervisor managers and what they tell of: projects, clusters, hypervisors, storages, networks, flavors, machines. */
export class Migration0001Inventory extends Migration {
  override up(): void {
    this.addSql(`create table backup.hypervisor_manager (
      guid uuid primary key default gen_random_uuid(),
      name text not null unique,
      driver text not null,
      type text not null,
      url text not null,
      settings jsonb not null default '{}',
      secret text,
      own boolean not null default false,
      sync_interval_ms bigint not null,
      sync_task uuid,
      sync_started_at timestamptz,
      last_sync_at timestamptz,
      last_sync_error text,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now()
    )`);
    this.addSql(managed('project', ''));
    this.addSql(managed('hypervisor_cluster', ''));
    this.addSql(
      managed(
        'hypervisor',
        `host text not null,
      type text,
      user_name text,
      cluster_guid uuid references backup.hypervisor_cluster on delete set null,`,
      ),
    );
    this.addSql(
      managed(
        'hypervisor_storage',
        `total_available_space bigint,
      total_used_space bigint,`,
      ),
    );
    this.addSql(`create table backup.hypervisor_storage_cluster (
      storage_guid uuid not null references backup.hypervisor_storage on delete cascade,
      cluster_guid uuid not null references backup.hypervisor_cluster on delete cascade,
      primary key (storage_guid, cluster_guid)
    )`);
    this.addSql(managed('network', 'shared boolean not null default false,'));
    this.addSql(managed('flavor', ''));
    this.machines();
    this.parts();
  }

  private machines(): void {
    this.addSql(
      managed(
        'virtual_machine',
        `present boolean not null default true,
      vanished_at timestamptz,
      project_guid uuid references backup.project on delete set null,
      hypervisor_guid uuid references backup.hypervisor on delete set null,
      cluster_guid uuid references backup.hypervisor_cluster on delete set null,
      flavor_guid uuid references backup.flavor on delete set null,
      tenant_id text,
      host_name text,
      addresses text[] not null default '{}',
      tags text[] not null default '{}',
      policy_guid uuid,
      snapshot_policy_guid uuid,
      last_backup_guid uuid,
      last_backup_at timestamptz,
      last_backup_size bigint not null default 0,
      last_full_backup_guid uuid,
      last_full_backup_size bigint not null default 0,
      last_inc_backup_guid uuid,
      last_snapshot_guid uuid,
      restorable boolean not null default false,
      warnings_present boolean not null default false,
      restore_status text,
      export_import_mode text not null default 'INHERIT',
      quiesce_before_snapshot boolean not null default false,
      credential_guid uuid,
      ssh_host text,
      ssh_port integer,
      ssh_user text,
      ssh_key_path text,
      ssh_password text,
      pre_snap_enabled boolean not null default false,
      pre_snap_args text[] not null default '{}',
      pre_snap_std_err text not null default 'DONT_IGNORE',
      pre_snap_ignored_exit_codes text,
      post_snap_enabled boolean not null default false,
      post_snap_args text[] not null default '{}',
      post_snap_std_err text not null default 'DONT_IGNORE',
      post_snap_ignored_exit_codes text,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now(),`,
      ),
    );
    this.addSql('create index virtual_machine_name on backup.virtual_machine (name collate "C", guid)');
    this.addSql('create index virtual_machine_hypervisor on backup.virtual_machine (hypervisor_guid)');
    this.addSql('create index virtual_machine_project on backup.virtual_machine (project_guid)');
    this.addSql('create index virtual_machine_uuid on backup.virtual_machine (uuid)');
    this.addSql(
      'create index virtual_machine_host_name on backup.virtual_machine (lower(coalesce(host_name, name)))',
    );
    this.addSql(
      'create index virtual_machine_tenant on backup.virtual_machine (tenant_id, name collate "C", guid)',
    );
    this.addSql(
      'create index virtual_machine_policy on backup.virtual_machine (policy_guid) where policy_guid is not null',
    );
    this.addSql(
      'create index virtual_machine_snapshot_policy on backup.virtual_machine (snapshot_policy_guid) where snapshot_policy_guid is not null',
    );
  }

  private parts(): void {
    this.addSql(`create table backup.virtual_disk (
      guid uuid primary key default gen_random_uuid(),
      vm_guid uuid not null references backup.virtual_machine on delete cascade,
      uuid text not null,
      name text not null,
      position integer not null,
      type text not null,
      size bigint not null,
      storage_guid uuid references backup.hypervisor_storage on delete set null,
      present boolean not null default true,
      supported boolean not null default true,
      excluded_from_backup boolean not null default false,
      unique (vm_guid, uuid)
    )`);
    this.addSql(`create table backup.network_interface (
      guid uuid primary key default gen_random_uuid(),
      vm_guid uuid not null references backup.virtual_machine on delete cascade,
      uuid text not null,
      name text not null,
      position integer not null,
      network_guid uuid references backup.network on delete set null,
      unique (vm_guid, uuid)
    )`);
  }
}
