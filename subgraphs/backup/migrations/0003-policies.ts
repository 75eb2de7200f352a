import { Migration } from '@mikro-orm/migrations';

/** Schedules, policies and their rules, which instants fired for which machines, mailing lists and credentials. */
export class Migration0003Policies extends Migration {
  override up(): void {
    this.addSql(`create table backup.mailing_list (
      guid uuid primary key default gen_random_uuid(),
      name text not null unique,
      recipients text[] not null default '{}',
      created_at timestamptz not null default now()
    )`);
    this.addSql(`create table backup.credential (
      guid uuid primary key default gen_random_uuid(),
      name text not null unique,
      user_name text,
      ssh_key_path text,
      secret text,
      created_at timestamptz not null default now()
    )`);
    this.addSql(
      'alter table backup.virtual_machine add foreign key (credential_guid) references backup.credential on delete set null',
    );
    this.schedules();
    this.policies();
    this.rules();
  }

  /**
   * `name_scoped`: made in the call of a tenant, whose id the legacy name is prefixed with (vprotect.md 2.4).
   * `fired_until`: instants up to it are dealt with. `calendar_since`: instants after it count for protection.
   * `closed_run_at`: the last of them whose window is over; the next window ends at `next_close_at`.
   */
  private schedules(): void {
    this.addSql(`create table backup.schedule (
      guid uuid primary key default gen_random_uuid(),
      name text not null,
      name_scoped boolean not null default false,
      tenant_id text,
      type text not null,
      backup_type text not null,
      execution_type text not null,
      hour_ms integer,
      window_ms bigint not null,
      start_hour_ms integer,
      end_hour_ms integer,
      frequency_ms bigint,
      days_of_week text[] not null default '{}',
      months text[] not null default '{}',
      occurrences text[] not null default '{}',
      active boolean not null default true,
      last_run_at timestamptz,
      next_run_at timestamptz,
      fired_until timestamptz not null default now(),
      calendar_since timestamptz not null default now(),
      closed_run_at timestamptz,
      next_close_at timestamptz,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now(),
      check (not name_scoped or tenant_id is not null)
    )`);
    this.addSql(`create unique index schedule_name on backup.schedule (${wireName})`);
    this.addSql(
      'create index schedule_next on backup.schedule (least(next_run_at, next_close_at)) where active',
    );
    this.addSql('create index schedule_tenant on backup.schedule (tenant_id)');
  }

  private policies(): void {
    this.addSql(`create table backup.policy (
      guid uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('VM_BACKUP', 'VM_SNAPSHOT')),
      name text not null,
      name_scoped boolean not null default false,
      tenant_id text,
      active boolean not null default true,
      priority integer not null default 50 check (priority between 0 and 100),
      auto_remove_non_present boolean not null default false,
      auto_assign_mode text not null default 'DISABLED',
      include_tags text[] not null default '{}',
      exclude_tags text[] not null default '{}',
      include_reg_exps text[] not null default '{}',
      exclude_reg_exps text[] not null default '{}',
      hv_clusters uuid[] not null default '{}',
      backup_retry_count integer not null default 0 check (backup_retry_count >= 0),
      fail_export_threshold integer check (fail_export_threshold between 0 and 100),
      fail_store_threshold integer check (fail_store_threshold between 0 and 100),
      daily_report_enabled boolean not null default false,
      mailing_list_guid uuid references backup.mailing_list on delete set null,
      visible_for_all_projects boolean not null default false,
      projects uuid[] not null default '{}',
      quiesce_before_snapshot boolean not null default false,
      disable_clean_old_backups boolean not null default false,
      scan_file_system boolean not null default false,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now(),
      check (not name_scoped or tenant_id is not null)
    )`);
    this.addSql(`create unique index policy_name on backup.policy (kind, ${wireName})`);
    this.addSql('create index policy_tenant on backup.policy (tenant_id)');
    for (const column of ['policy_guid', 'snapshot_policy_guid'])
      this.addSql(
        `alter table backup.virtual_machine add foreign key (${column}) references backup.policy on delete set null`,
      );
  }

  private rules(): void {
    this.addSql(`create table backup.rule (
      guid uuid primary key default gen_random_uuid(),
      policy_guid uuid not null references backup.policy on delete cascade,
      name text not null,
      active boolean not null default true,
      position integer not null,
      retention_versions integer,
      retention_days integer,
      created_at timestamptz not null default now(),
      unique (policy_guid, name)
    )`);
    this.addSql(`create table backup.rule_schedule (
      rule_guid uuid not null references backup.rule on delete cascade,
      schedule_guid uuid not null references backup.schedule on delete cascade,
      primary key (rule_guid, schedule_guid)
    )`);
    this.addSql('create index rule_schedule_schedule on backup.rule_schedule (schedule_guid)');
    this.addSql(`create table backup.rule_destination (
      guid uuid primary key default gen_random_uuid(),
      rule_guid uuid not null references backup.rule on delete cascade,
      destination_guid uuid not null references backup.destination on delete cascade,
      role_type text not null,
      active boolean not null default true,
      keep_last_full integer not null default 4,
      keep_full_newer_ms bigint not null default 2592000000,
      keep_last_incremental integer not null default 30,
      keep_incremental_newer_ms bigint not null default 2592000000,
      keep_last_while_source_exists boolean not null default false,
      retention_lock_days integer,
      unique (rule_guid, role_type)
    )`);
    this.addSql('create index rule_destination_destination on backup.rule_destination (destination_guid)');
    this.addSql(`create table backup.firing (
      schedule_guid uuid not null references backup.schedule on delete cascade,
      instant timestamptz not null,
      rule_guid uuid not null,
      vm_guid uuid not null,
      task_guid uuid not null,
      primary key (schedule_guid, instant, rule_guid, vm_guid)
    )`);
    this.addSql('create index firing_instant on backup.firing (instant)');
  }
}

/** The name as the legacy API shows it, unique among all. */
const wireName = `(case when name_scoped then 'uuid_' || tenant_id || '_' || name else name end)`;
