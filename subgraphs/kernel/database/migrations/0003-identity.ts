import { Migration } from '@mikro-orm/migrations';

/** Accounts, what signs them in, failed logins, and the audit trail, which the database itself keeps append-only. */
export class Migration0003Identity extends Migration {
  override up(): void {
    this.addSql(`create table kernel.account (
      id uuid primary key,
      name text not null,
      password_hash text not null,
      role text not null check (role in ('viewer', 'operator', 'admin')),
      tenant_id text,
      user_id text not null,
      disabled boolean not null default false,
      created_at timestamptz not null
    )`);
    this.addSql('create unique index account_name on kernel.account (lower(name))');
    this.addSql(`create table kernel.login_session (
      id text primary key,
      account_id uuid not null references kernel.account (id) on delete cascade,
      created_at timestamptz not null,
      last_seen_at timestamptz not null,
      expires_at timestamptz not null,
      user_agent text,
      address text
    )`);
    this.addSql('create index login_session_account on kernel.login_session (account_id)');
    this.addSql(`create table kernel.api_token (
      id uuid primary key,
      hash text not null unique,
      prefix text not null,
      name text not null,
      account_id uuid not null references kernel.account (id) on delete cascade,
      scopes text[],
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`);
    this.addSql('create index api_token_account on kernel.api_token (account_id)');
    this.addSql(`create table kernel.login_attempt (
      key text primary key,
      failures integer not null,
      counted_until timestamptz not null,
      blocked_until timestamptz
    )`);
    this.addSql(`create table kernel.audit_entry (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      account_id uuid,
      who text not null,
      tenant_id text,
      action text not null,
      target text,
      result text not null,
      request_id text not null,
      address text
    )`);
    this.addSql('create index audit_entry_account on kernel.audit_entry (account_id, id)');
    this.addSql('create index audit_entry_tenant on kernel.audit_entry (tenant_id, id)');
    this.addSql(`create function kernel.refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit trail is append-only';
      end
    $$`);
    this
      .addSql(`create trigger audit_entry_append_only before update or delete or truncate on kernel.audit_entry
      for each statement execute function kernel.refuse_audit_change()`);
  }
}
