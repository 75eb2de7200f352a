import { Migration } from '@mikro-orm/migrations';

/** Webhooks with where they stand, what was sent for them, and wishes for one that a gateway is to look at. */
export class Migration0005Webhooks extends Migration {
  override up(): void {
    this.addSql(`create table kernel.webhook (
      id uuid primary key,
      account_id uuid references kernel.account (id) on delete cascade,
      name text not null,
      url text not null,
      query text not null,
      operation_name text,
      variables text not null,
      secret text not null,
      previous_secret text,
      previous_until timestamptz,
      state text not null check (state in ('ACTIVE', 'PAUSED')),
      reason text,
      cursor text not null,
      revision integer not null default 1,
      failures integer not null default 0,
      next_attempt_at timestamptz,
      lease_holder uuid,
      lease_until timestamptz,
      created_at timestamptz not null default now(),
      check ((state = 'PAUSED') = (reason is not null))
    )`);
    this.addSql('create index webhook_account on kernel.webhook (account_id)');
    this.addSql(`create index webhook_lease on kernel.webhook (lease_until) where state = 'ACTIVE'`);
    this.addSql(`create table kernel.webhook_delivery (
      id bigint generated always as identity primary key,
      webhook_id uuid not null references kernel.webhook (id) on delete cascade,
      message_id text not null,
      is_test boolean not null,
      cursor text,
      body text not null,
      status text not null check (status in ('PENDING', 'SENDING', 'DELIVERED', 'FAILED')),
      attempts integer not null default 0,
      http_status integer,
      duration_ms integer,
      answer text,
      problem text,
      created_at timestamptz not null default now(),
      attempted_at timestamptz,
      unique (webhook_id, message_id)
    )`);
    this.addSql('create index webhook_delivery_webhook on kernel.webhook_delivery (webhook_id, id)');
    this.addSql(
      `create index webhook_delivery_wanted on kernel.webhook_delivery (id) where status in ('PENDING', 'SENDING')`,
    );
    this.addSql(`create table kernel.webhook_check (
      id uuid primary key,
      account_id uuid references kernel.account (id) on delete cascade,
      url text not null,
      query text not null,
      operation_name text,
      variables text not null,
      verdict text,
      created_at timestamptz not null default now()
    )`);
  }
}
