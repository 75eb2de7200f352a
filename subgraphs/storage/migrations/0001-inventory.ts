import { Migration } from '@mikro-orm/migrations';

/** Storages with their access information, the fifteen kinds of thing an array has, and how fresh each is. */
export class Migration0001Inventory extends Migration {
  override up(): void {
    this.addSql(`create table storage.storage (
      id uuid primary key,
      name text collate "C",
      description text collate "C",
      location text collate "C",
      status text collate "C",
      vendor text collate "C",
      model text collate "C",
      serial_number text collate "C",
      firmware_version text collate "C",
      total_capacity bigint,
      used_capacity bigint,
      free_capacity bigint,
      raw_capacity bigint,
      subscribed_capacity bigint,
      capabilities json,
      sync_task uuid,
      sync_started_at timestamptz,
      full_sync_at timestamptz,
      reachable boolean,
      last_error text,
      synced_at timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz,
      deleted_at timestamptz
    )`);
    this.addSql(
      'create unique index storage_serial_number on storage.storage (serial_number) where deleted_at is null',
    );
    this.addSql('create index storage_order on storage.storage (created_at, id) where deleted_at is null');
    this.addSql('create index storage_sync_task on storage.storage (sync_task) where sync_task is not null');
    this.addSql('create index storage_name on storage.storage (name) where deleted_at is null');
    this.addSql('create index storage_vendor on storage.storage (vendor) where deleted_at is null');
    this.addSql('create index storage_model on storage.storage (model) where deleted_at is null');
    this.addSql('create index storage_status on storage.storage (status) where deleted_at is null');
    this.addSql(`create table storage.access_info (
      storage_id uuid primary key references storage.storage (id) on delete cascade,
      storage_name text collate "C",
      vendor text collate "C" not null,
      model text collate "C" not null,
      rest json,
      ssh json,
      cli json,
      smis json,
      rest_password text,
      ssh_password text,
      cli_password text,
      smis_password text,
      extra_attributes json not null,
      tls_verify boolean,
      tls_ca text,
      revision integer not null default 1,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz
    )`);
    this.addSql('create index access_info_order on storage.access_info (created_at, storage_id)');
    this.addSql('create index access_info_driver on storage.access_info (vendor, model)');
    this.addSql(`create table storage.sync_unit (
      storage_id uuid not null references storage.storage (id) on delete cascade,
      kind text not null,
      position smallint not null,
      state text not null check (state in ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'UNSUPPORTED')),
      started_at timestamptz,
      ended_at timestamptz,
      added integer not null default 0,
      updated integer not null default 0,
      removed integer not null default 0,
      error text,
      error_reason text,
      synced_at timestamptz,
      primary key (storage_id, kind)
    )`);
    this.addSql(`create table storage.storage_pool (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_storage_pool_id text collate "C" not null,
      name text collate "C",
      description text collate "C",
      storage_type text collate "C",
      status text collate "C",
      total_capacity bigint,
      used_capacity bigint,
      free_capacity bigint,
      subscribed_capacity bigint,
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_storage_pool_id)
    )`);
    this.addSql('create index storage_pool_order on storage.storage_pool (created_at, id)');
    this.addSql(
      'create index storage_pool_storage_order on storage.storage_pool (storage_id, created_at, id)',
    );
    this.addSql('create index storage_pool_native_id on storage.storage_pool (native_storage_pool_id)');
    this.addSql('create index storage_pool_name on storage.storage_pool (name nulls first, created_at, id)');
    this.addSql(
      'create index storage_pool_status on storage.storage_pool (status nulls first, created_at, id)',
    );
    this.addSql(`create table storage.volume (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_volume_id text collate "C" not null,
      name text collate "C",
      description text collate "C",
      type text collate "C",
      status text collate "C",
      native_storage_pool_id text collate "C",
      wwn text collate "C",
      total_capacity bigint,
      used_capacity bigint,
      free_capacity bigint,
      compressed boolean,
      deduplicated boolean,
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_volume_id)
    )`);
    this.addSql('create index volume_order on storage.volume (created_at, id)');
    this.addSql('create index volume_storage_order on storage.volume (storage_id, created_at, id)');
    this.addSql('create index volume_native_id on storage.volume (native_volume_id)');
    this.addSql('create index volume_name on storage.volume (name nulls first, created_at, id)');
    this.addSql('create index volume_status on storage.volume (status nulls first, created_at, id)');
    this.addSql('create index volume_wwn on storage.volume (wwn)');
    this.addSql('create index volume_native_storage_pool_id on storage.volume (native_storage_pool_id)');
    this.addSql(`create table storage.controller (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_controller_id text collate "C" not null,
      name text collate "C",
      status text collate "C",
      location text collate "C",
      soft_version text collate "C",
      cpu_info text collate "C",
      cpu_count bigint,
      memory_size bigint,
      mgmt_ip text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_controller_id)
    )`);
    this.addSql('create index controller_order on storage.controller (created_at, id)');
    this.addSql('create index controller_storage_order on storage.controller (storage_id, created_at, id)');
    this.addSql('create index controller_native_id on storage.controller (native_controller_id)');
    this.addSql('create index controller_name on storage.controller (name nulls first, created_at, id)');
    this.addSql('create index controller_status on storage.controller (status nulls first, created_at, id)');
    this.addSql('create index controller_mgmt_ip on storage.controller (mgmt_ip)');
    this.addSql(`create table storage.port (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_port_id text collate "C" not null,
      name text collate "C",
      location text collate "C",
      type text collate "C",
      logical_type text collate "C",
      connection_status text collate "C",
      health_status text collate "C",
      native_parent_id text collate "C",
      speed bigint,
      max_speed bigint,
      wwn text collate "C",
      mac_address text collate "C",
      ipv4 text collate "C",
      ipv4_mask text collate "C",
      ipv6 text collate "C",
      ipv6_mask text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_port_id)
    )`);
    this.addSql('create index port_order on storage.port (created_at, id)');
    this.addSql('create index port_storage_order on storage.port (storage_id, created_at, id)');
    this.addSql('create index port_native_id on storage.port (native_port_id)');
    this.addSql('create index port_name on storage.port (name nulls first, created_at, id)');
    this.addSql('create index port_wwn on storage.port (wwn)');
    this.addSql('create index port_native_parent_id on storage.port (native_parent_id)');
    this.addSql(`create table storage.disk (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_disk_id text collate "C" not null,
      name text collate "C",
      physical_type text collate "C",
      logical_type text collate "C",
      status text collate "C",
      location text collate "C",
      native_disk_group_id text collate "C",
      serial_number text collate "C",
      manufacturer text collate "C",
      model text collate "C",
      firmware text collate "C",
      speed bigint,
      capacity bigint,
      health_score bigint,
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_disk_id)
    )`);
    this.addSql('create index disk_order on storage.disk (created_at, id)');
    this.addSql('create index disk_storage_order on storage.disk (storage_id, created_at, id)');
    this.addSql('create index disk_native_id on storage.disk (native_disk_id)');
    this.addSql('create index disk_name on storage.disk (name nulls first, created_at, id)');
    this.addSql('create index disk_status on storage.disk (status nulls first, created_at, id)');
    this.addSql('create index disk_native_disk_group_id on storage.disk (native_disk_group_id)');
    this.addSql(`create table storage.filesystem (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_filesystem_id text collate "C" not null,
      name text collate "C",
      type text collate "C",
      status text collate "C",
      native_pool_id text collate "C",
      security_mode text collate "C",
      total_capacity bigint,
      used_capacity bigint,
      free_capacity bigint,
      compressed boolean,
      deduplicated boolean,
      worm text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_filesystem_id)
    )`);
    this.addSql('create index filesystem_order on storage.filesystem (created_at, id)');
    this.addSql('create index filesystem_storage_order on storage.filesystem (storage_id, created_at, id)');
    this.addSql('create index filesystem_native_id on storage.filesystem (native_filesystem_id)');
    this.addSql('create index filesystem_name on storage.filesystem (name nulls first, created_at, id)');
    this.addSql('create index filesystem_status on storage.filesystem (status nulls first, created_at, id)');
    this.addSql('create index filesystem_native_pool_id on storage.filesystem (native_pool_id)');
    this.addSql(`create table storage.qtree (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_qtree_id text collate "C" not null,
      name text collate "C",
      path text collate "C",
      native_filesystem_id text collate "C",
      security_mode text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_qtree_id)
    )`);
    this.addSql('create index qtree_order on storage.qtree (created_at, id)');
    this.addSql('create index qtree_storage_order on storage.qtree (storage_id, created_at, id)');
    this.addSql('create index qtree_native_id on storage.qtree (native_qtree_id)');
    this.addSql('create index qtree_name on storage.qtree (name nulls first, created_at, id)');
    this.addSql('create index qtree_native_filesystem_id on storage.qtree (native_filesystem_id)');
    this.addSql(`create table storage.quota (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_quota_id text collate "C" not null,
      type text collate "C",
      native_filesystem_id text collate "C",
      native_qtree_id text collate "C",
      capacity_hard_limit bigint,
      capacity_soft_limit bigint,
      file_hard_limit bigint,
      file_soft_limit bigint,
      file_count bigint,
      used_capacity bigint,
      user_group_name text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_quota_id)
    )`);
    this.addSql('create index quota_order on storage.quota (created_at, id)');
    this.addSql('create index quota_storage_order on storage.quota (storage_id, created_at, id)');
    this.addSql('create index quota_native_id on storage.quota (native_quota_id)');
    this.addSql('create index quota_type on storage.quota (type)');
    this.addSql('create index quota_native_filesystem_id on storage.quota (native_filesystem_id)');
    this.addSql('create index quota_native_qtree_id on storage.quota (native_qtree_id)');
    this.addSql('create index quota_user_group_name on storage.quota (user_group_name)');
    this.addSql(`create table storage.share (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_share_id text collate "C" not null,
      name text collate "C",
      path text collate "C",
      native_filesystem_id text collate "C",
      native_qtree_id text collate "C",
      protocol text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_share_id)
    )`);
    this.addSql('create index share_order on storage.share (created_at, id)');
    this.addSql('create index share_storage_order on storage.share (storage_id, created_at, id)');
    this.addSql('create index share_native_id on storage.share (native_share_id)');
    this.addSql('create index share_name on storage.share (name nulls first, created_at, id)');
    this.addSql('create index share_native_filesystem_id on storage.share (native_filesystem_id)');
    this.addSql(`create table storage.storage_host_initiator (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_storage_host_initiator_id text collate "C" not null,
      name text collate "C",
      description text collate "C",
      alias text collate "C",
      wwn text collate "C",
      status text collate "C",
      type text collate "C",
      native_storage_host_id text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_storage_host_initiator_id)
    )`);
    this.addSql(
      'create index storage_host_initiator_order on storage.storage_host_initiator (created_at, id)',
    );
    this.addSql(
      'create index storage_host_initiator_storage_order on storage.storage_host_initiator (storage_id, created_at, id)',
    );
    this.addSql(
      'create index storage_host_initiator_native_id on storage.storage_host_initiator (native_storage_host_initiator_id)',
    );
    this.addSql(
      'create index storage_host_initiator_name on storage.storage_host_initiator (name nulls first, created_at, id)',
    );
    this.addSql(
      'create index storage_host_initiator_status on storage.storage_host_initiator (status nulls first, created_at, id)',
    );
    this.addSql('create index storage_host_initiator_wwn on storage.storage_host_initiator (wwn)');
    this.addSql(
      'create index storage_host_initiator_native_storage_host_id on storage.storage_host_initiator (native_storage_host_id)',
    );
    this.addSql(`create table storage.storage_host (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_storage_host_id text collate "C" not null,
      name text collate "C",
      description text collate "C",
      os_type text collate "C",
      ip_address text collate "C",
      status text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_storage_host_id)
    )`);
    this.addSql('create index storage_host_order on storage.storage_host (created_at, id)');
    this.addSql(
      'create index storage_host_storage_order on storage.storage_host (storage_id, created_at, id)',
    );
    this.addSql('create index storage_host_native_id on storage.storage_host (native_storage_host_id)');
    this.addSql('create index storage_host_name on storage.storage_host (name nulls first, created_at, id)');
    this.addSql(
      'create index storage_host_status on storage.storage_host (status nulls first, created_at, id)',
    );
    this.addSql('create index storage_host_ip_address on storage.storage_host (ip_address)');
    this.addSql(`create table storage.storage_host_group (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_storage_host_group_id text collate "C" not null,
      name text collate "C",
      description text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_storage_host_group_id)
    )`);
    this.addSql('create index storage_host_group_order on storage.storage_host_group (created_at, id)');
    this.addSql(
      'create index storage_host_group_storage_order on storage.storage_host_group (storage_id, created_at, id)',
    );
    this.addSql(
      'create index storage_host_group_native_id on storage.storage_host_group (native_storage_host_group_id)',
    );
    this.addSql(
      'create index storage_host_group_name on storage.storage_host_group (name nulls first, created_at, id)',
    );
    this.addSql(`create table storage.port_group (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_port_group_id text collate "C" not null,
      name text collate "C",
      description text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_port_group_id)
    )`);
    this.addSql('create index port_group_order on storage.port_group (created_at, id)');
    this.addSql('create index port_group_storage_order on storage.port_group (storage_id, created_at, id)');
    this.addSql('create index port_group_native_id on storage.port_group (native_port_group_id)');
    this.addSql('create index port_group_name on storage.port_group (name nulls first, created_at, id)');
    this.addSql(`create table storage.volume_group (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_volume_group_id text collate "C" not null,
      name text collate "C",
      description text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_volume_group_id)
    )`);
    this.addSql('create index volume_group_order on storage.volume_group (created_at, id)');
    this.addSql(
      'create index volume_group_storage_order on storage.volume_group (storage_id, created_at, id)',
    );
    this.addSql('create index volume_group_native_id on storage.volume_group (native_volume_group_id)');
    this.addSql('create index volume_group_name on storage.volume_group (name nulls first, created_at, id)');
    this.addSql(`create table storage.masking_view (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_masking_view_id text collate "C" not null,
      name text collate "C",
      description text collate "C",
      native_storage_host_group_id text collate "C",
      native_volume_group_id text collate "C",
      native_port_group_id text collate "C",
      native_storage_host_id text collate "C",
      native_volume_id text collate "C",
      created_at timestamptz not null,
      updated_at timestamptz,
      unique (storage_id, native_masking_view_id)
    )`);
    this.addSql('create index masking_view_order on storage.masking_view (created_at, id)');
    this.addSql(
      'create index masking_view_storage_order on storage.masking_view (storage_id, created_at, id)',
    );
    this.addSql('create index masking_view_native_id on storage.masking_view (native_masking_view_id)');
    this.addSql('create index masking_view_name on storage.masking_view (name nulls first, created_at, id)');
    this.addSql(
      'create index masking_view_native_storage_host_group_id on storage.masking_view (native_storage_host_group_id)',
    );
    this.addSql(
      'create index masking_view_native_storage_host_id on storage.masking_view (native_storage_host_id)',
    );
    this.addSql('create index masking_view_native_volume_id on storage.masking_view (native_volume_id)');
    this.addSql(
      'create index masking_view_native_volume_group_id on storage.masking_view (native_volume_group_id)',
    );
    this.addSql(`create table storage.storage_host_group_host (
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_storage_host_group_id text collate "C" not null,
      native_storage_host_id text collate "C" not null,
      position integer not null,
      primary key (storage_id, native_storage_host_group_id, native_storage_host_id)
    )`);
    this.addSql(
      'create index storage_host_group_host_member on storage.storage_host_group_host (storage_id, native_storage_host_id)',
    );
    this.addSql(`create table storage.port_group_port (
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_port_group_id text collate "C" not null,
      native_port_id text collate "C" not null,
      position integer not null,
      primary key (storage_id, native_port_group_id, native_port_id)
    )`);
    this.addSql(
      'create index port_group_port_member on storage.port_group_port (storage_id, native_port_id)',
    );
    this.addSql(`create table storage.volume_group_volume (
      storage_id uuid not null references storage.storage (id) on delete cascade,
      native_volume_group_id text collate "C" not null,
      native_volume_id text collate "C" not null,
      position integer not null,
      primary key (storage_id, native_volume_group_id, native_volume_id)
    )`);
    this.addSql(
      'create index volume_group_volume_member on storage.volume_group_volume (storage_id, native_volume_id)',
    );
  }
}
