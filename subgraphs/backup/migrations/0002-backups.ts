import { Migration } from '@mikro-orm/migrations';

/** Where backups are made and kept, the backups, what is restored from them, and which task is about what. */
export class Migration0002Backups extends Migration {
  override up(): void {
    this.places();
    this.backups();
    this.restores();
    this.work();
    this.turns();
  }

  private places(): void {
    this.addSql(`create table backup.node (
      guid uuid primary key default gen_random_uuid(),
      name text not null unique,
      address text not null,
      version text not null,
      staging_dir text not null,
      staging_total bigint,
      staging_available bigint,
      started_at timestamptz not null,
      seen_at timestamptz not null,
      created_at timestamptz not null default now()
    )`);
    this.addSql(`create table backup.destination (
      guid uuid primary key default gen_random_uuid(),
      name text not null unique,
      type text not null,
      description text,
      path text not null,
      capacity bigint,
      is_default boolean not null default false,
      visible_for_all_vms boolean not null default true,
      total_used_space bigint not null default 0,
      total_available_space bigint,
      checked_at timestamptz,
      fault text,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now()
    )`);
    this.addSql(
      'create unique index destination_default on backup.destination (is_default) where is_default',
    );
  }

  private backups(): void {
    this.addSql(`create table backup.snapshot (
      guid uuid primary key default gen_random_uuid(),
      vm_guid uuid not null references backup.virtual_machine on delete cascade,
      uuid text,
      snapshot_time timestamptz not null,
      status text not null,
      stand_alone boolean not null,
      rule_guid uuid,
      backup_guid uuid,
      warnings text[] not null default '{}',
      created_at timestamptz not null default now()
    )`);
    this.addSql('create index snapshot_vm on backup.snapshot (vm_guid, snapshot_time desc)');
    this.addSql(`create table backup.backup (
      guid uuid primary key default gen_random_uuid(),
      vm_guid uuid references backup.virtual_machine on delete set null,
      vm_name text not null,
      tenant_id text,
      workflow uuid not null,
      origin_type text not null,
      origin_guid uuid,
      origin_name text,
      rule_guid uuid,
      schedule_guid uuid,
      destination_guid uuid references backup.destination on delete set null,
      parent_guid uuid references backup.backup on delete set null,
      root_guid uuid,
      snapshot_guid uuid references backup.snapshot on delete set null,
      requested_type text not null,
      type text not null,
      status text not null,
      status_info text,
      snapshot_time timestamptz not null,
      backup_time timestamptz not null,
      size bigint not null default 0,
      effective_size bigint not null default 0,
      queued_export_ms bigint not null default 0,
      export_ms bigint not null default 0,
      queued_store_ms bigint not null default 0,
      store_ms bigint not null default 0,
      warnings text[] not null default '{}',
      warnings_acknowledged boolean not null default false,
      description text,
      hidden boolean not null default false,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now()
    )`);
    this.addSql('create index backup_workflow on backup.backup (workflow)');
    this.addSql('create index backup_vm on backup.backup (vm_guid, snapshot_time desc, guid)');
    this.addSql('create index backup_newest on backup.backup (snapshot_time desc, guid)');
    this.addSql('create index backup_status on backup.backup (status, snapshot_time desc, guid)');
    this.addSql('create index backup_tenant on backup.backup (tenant_id, snapshot_time desc, guid)');
    this.addSql('create index backup_rule on backup.backup (rule_guid) where rule_guid is not null');
    this.addSql('create index backup_parent on backup.backup (parent_guid) where parent_guid is not null');
    this.addSql(`create table backup.backup_location (
      guid uuid primary key default gen_random_uuid(),
      backup_guid uuid not null references backup.backup on delete cascade,
      destination_guid uuid references backup.destination on delete set null,
      role_type text not null,
      status text not null,
      retention_hint text not null default 'STANDARD_RETENTION',
      archive_expire timestamptz,
      locked_until timestamptz,
      path text,
      stored_size bigint not null default 0,
      created_at timestamptz not null default now()
    )`);
    this.addSql('create index backup_location_backup on backup.backup_location (backup_guid)');
    this.addSql(
      'create index backup_location_destination on backup.backup_location (destination_guid, status)',
    );
    this.addSql(`create table backup.backup_file (
      guid uuid primary key default gen_random_uuid(),
      backup_guid uuid not null references backup.backup on delete cascade,
      disk_guid uuid references backup.virtual_disk on delete set null,
      disk_name text,
      storage_uuid text,
      path text not null,
      type text not null,
      format text not null,
      size bigint not null,
      effective_size bigint not null,
      sha256 text,
      config text,
      restored_at timestamptz[] not null default '{}',
      unique (backup_guid, path)
    )`);
    this.addSql(`create table backup.file_system (
      guid uuid primary key default gen_random_uuid(),
      backup_guid uuid not null references backup.backup on delete cascade,
      file_guid uuid not null references backup.backup_file on delete cascade,
      volume text not null,
      label text,
      type text not null,
      size bigint not null,
      first_byte bigint not null
    )`);
    this.addSql('create index file_system_backup on backup.file_system (backup_guid)');
  }

  private restores(): void {
    this.addSql(`create table backup.restore_job (
      guid uuid primary key default gen_random_uuid(),
      backup_guid uuid references backup.backup on delete set null,
      vm_guid uuid references backup.virtual_machine on delete set null,
      vm_name text not null,
      tenant_id text,
      workflow uuid not null,
      restore_type text not null,
      status text not null,
      status_info text,
      restore_time timestamptz not null,
      queued_restore_ms bigint not null default 0,
      restore_ms bigint not null default 0,
      queued_import_ms bigint not null default 0,
      import_ms bigint not null default 0,
      queued_mount_ms bigint not null default 0,
      mount_ms bigint not null default 0,
      restored_uuid text,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now()
    )`);
    this.addSql('create index restore_job_vm on backup.restore_job (vm_guid, restore_time desc, guid)');
    this.addSql('create index restore_job_newest on backup.restore_job (restore_time desc, guid)');
    this.addSql(`create table backup.mounted_backup (
      guid uuid primary key default gen_random_uuid(),
      backup_guid uuid not null references backup.backup on delete cascade,
      node_guid uuid references backup.node on delete set null,
      mode text not null,
      state text not null,
      unmount_at timestamptz,
      created_at timestamptz not null default now()
    )`);
    this.addSql('create index mounted_backup_backup on backup.mounted_backup (backup_guid)');
    this.addSql(`create table backup.mounted_file_system (
      guid uuid primary key default gen_random_uuid(),
      mounted_backup_guid uuid not null references backup.mounted_backup on delete cascade,
      file_system_guid uuid not null references backup.file_system on delete cascade,
      mount_path text not null
    )`);
    this.addSql(`create table backup.mounted_file (
      guid uuid primary key default gen_random_uuid(),
      mounted_backup_guid uuid not null references backup.mounted_backup on delete cascade,
      file_guid uuid not null references backup.backup_file on delete cascade,
      path text not null
    )`);
  }

  /** When what is done by itself was last begun, so that of several processes one begins it. */
  private turns(): void {
    this.addSql(`create table backup.turn (
      name text primary key,
      begun_at timestamptz not null default now()
    )`);
    this.addSql(`insert into backup.turn (name) values ('clean-up'), ('daily reports')`);
  }

  /** What the legacy API shows of a task beyond what the kernel keeps; gone with the task. */
  private work(): void {
    this.addSql(`create table backup.work (
      task_guid uuid primary key references kernel.task on delete cascade,
      type text not null,
      workflow uuid not null,
      vm_guid uuid references backup.virtual_machine on delete set null,
      vm_name text,
      dst_vm_guid uuid references backup.virtual_machine on delete set null,
      dst_vm_name text,
      backup_guid uuid references backup.backup on delete set null,
      backup_type text,
      destination_guid uuid references backup.destination on delete set null,
      hypervisor_guid uuid references backup.hypervisor on delete set null,
      manager_guid uuid references backup.hypervisor_manager on delete set null,
      node_guid uuid references backup.node on delete set null,
      schedule_guid uuid,
      rule_guid uuid,
      policy_guid uuid,
      restore_job_guid uuid references backup.restore_job on delete set null,
      restore_type text,
      mounted_backup_guid uuid references backup.mounted_backup on delete set null,
      power_on_after_restore boolean,
      origin_type text,
      origin_guid uuid,
      origin_name text,
      retries_left integer not null default 0,
      status_info text,
      cancel_info text,
      processed_objects bigint,
      total_objects bigint
    )`);
    this.addSql('create index work_vm on backup.work (vm_guid)');
    this.addSql('create index work_backup on backup.work (backup_guid)');
    this.addSql('create index work_schedule on backup.work (schedule_guid) where schedule_guid is not null');
    this.addSql('create index work_workflow on backup.work (workflow)');
    this.addSql(
      'create index work_restore_job on backup.work (restore_job_guid) where restore_job_guid is not null',
    );
  }
}
