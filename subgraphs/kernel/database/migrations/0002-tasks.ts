import { Migration } from '@mikro-orm/migrations';

/** Tasks, what they are about, and how the engine finds those it must act on. */
export class Migration0002Tasks extends Migration {
  override up(): void {
    this.addSql(`create table kernel.task (
      guid uuid primary key,
      type text not null,
      subgraph text not null,
      state text not null check (state in ('QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED')),
      title text not null,
      tenant_id text,
      priority integer not null check (priority between 0 and 100),
      window_start timestamptz,
      window_end timestamptz,
      progress double precision not null default 0,
      rate double precision,
      units_done bigint,
      units_total bigint,
      step text,
      result jsonb,
      error jsonb,
      about jsonb not null,
      parent_guid uuid,
      workflow text not null,
      origin text not null check (origin in ('USER', 'SCHEDULE', 'SYSTEM')),
      requested_by text,
      idempotency_key text,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      updated_at timestamptz not null default now(),
      attempts integer not null default 0,
      failures integer not null default 0,
      lost integer not null default 0,
      worker text,
      cancel_requested boolean not null default false,
      input jsonb not null,
      checkpoint jsonb
    )`);
    this.addSql(
      `create unique index task_idempotency on kernel.task (type, coalesce(tenant_id, ''), idempotency_key) where idempotency_key is not null`,
    );
    this.addSql('create index task_created_at on kernel.task (created_at, guid)');
    this.addSql('create index task_updated_at on kernel.task (updated_at, guid)');
    this.addSql('create index task_priority on kernel.task (priority, guid)');
    this.addSql('create index task_tenant on kernel.task (tenant_id, created_at)');
    this.addSql('create index task_type on kernel.task (type, created_at)');
    this.addSql('create index task_workflow on kernel.task (workflow)');
    this.addSql('create index task_parent on kernel.task (parent_guid) where parent_guid is not null');
    this.addSql('create index task_finished_at on kernel.task (finished_at) where finished_at is not null');
    this.addSql(
      `create index task_window_end on kernel.task (window_end) where state = 'QUEUED' and window_end is not null`,
    );
    this.addSql(
      `create index task_open on kernel.task (state, created_at) where state in ('QUEUED', 'RUNNING')`,
    );
    this.addSql(`create table kernel.task_about (
      task_guid uuid not null references kernel.task on delete cascade,
      kind text not null,
      id text not null,
      primary key (task_guid, kind, id)
    )`);
    this.addSql('create index task_about_reference on kernel.task_about (kind, id)');
  }
}
