import { Migration } from '@mikro-orm/migrations';

/** Where traps come from, what alerts there are and were, what exporters still have to send, and what became of each trap. */
export class Migration0002Alerts extends Migration {
  override up(): void {
    this.addSql(`create table storage.alert_source (
      storage_id uuid primary key references storage.storage (id) on delete cascade,
      host text not null,
      version text not null check (lower(version) in ('snmpv1', 'snmpv2c', 'snmpv3')),
      community_string text,
      username text,
      security_level text,
      auth_protocol text,
      auth_key text,
      privacy_protocol text,
      privacy_key text,
      engine_id text,
      engine_discovered boolean not null default false,
      port integer,
      context_name text,
      retry_num bigint,
      expiration bigint,
      reachable boolean,
      probed_at timestamptz,
      probe_error text,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz
    )`);
    this.addSql('create index alert_source_order on storage.alert_source (created_at, storage_id)');
    this.addSql(`create table storage.alert (
      id uuid primary key default gen_random_uuid(),
      storage_id uuid not null references storage.storage (id) on delete cascade,
      condition text not null,
      state text not null check (state in ('OPEN', 'CLEARED')),
      origin text not null check (origin in ('TRAP', 'SYNC', 'PROBE')),
      alert_id text not null,
      alert_name text,
      severity text,
      severity_rank smallint not null,
      category text,
      type text,
      sequence_number text,
      occur_time bigint,
      description text,
      recovery_advice text,
      resource_type text,
      location text,
      match_key text,
      clear_category text,
      occurrences bigint not null default 1,
      first_at timestamptz not null,
      last_at timestamptz not null,
      cleared_at timestamptz,
      cleared_by text check (cleared_by in ('ARRAY', 'REQUEST')),
      exported json,
      check ((state = 'CLEARED') = (cleared_at is not null))
    )`);
    this.addSql(
      "create unique index alert_open_condition on storage.alert (storage_id, condition) where state = 'OPEN'",
    );
    this.addSql('create index alert_order on storage.alert (last_at, id)');
    this.addSql('create index alert_state_order on storage.alert (state, last_at, id)');
    this.addSql('create index alert_storage_order on storage.alert (storage_id, last_at, id)');
    this.addSql('create index alert_severity_order on storage.alert (severity_rank, last_at, id)');
    this.addSql('create index alert_sequence_number on storage.alert (storage_id, sequence_number)');
    this.addSql("create index alert_cleared on storage.alert (cleared_at) where state = 'CLEARED'");
    this.addSql(`create table storage.alert_history (
      alert_id uuid not null references storage.alert (id) on delete cascade,
      number bigint generated always as identity,
      at timestamptz not null,
      change text not null check (change in ('OPENED', 'SEVERITY', 'CLEARED')),
      origin text not null,
      severity text,
      description text,
      primary key (alert_id, number)
    )`);
    this.addSql(`create table storage.alert_export (
      number bigint generated always as identity primary key,
      payload json not null,
      created_at timestamptz not null default clock_timestamp()
    )`);
    this.addSql(`create table storage.export_turn (
      exporter text primary key,
      holder text not null,
      until timestamptz not null
    )`);
    this.addSql(`create table storage.trap_count (
      storage_id uuid not null,
      outcome text not null,
      n bigint not null,
      last_at timestamptz not null,
      primary key (storage_id, outcome)
    )`);
  }
}
