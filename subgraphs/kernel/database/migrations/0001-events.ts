import { Migration } from '@mikro-orm/migrations';

/** The log of changes: one counter per subgraph, and the events. */
export class Migration0001Events extends Migration {
  override up(): void {
    this.addSql(`create table kernel.event_head (
      subgraph text primary key,
      head bigint not null,
      floor bigint not null
    )`);
    this.addSql(`create table kernel.event (
      subgraph text not null,
      seq bigint not null,
      kind text not null,
      subject text not null,
      tenant_id text,
      payload jsonb not null,
      created_at timestamptz not null default now(),
      primary key (subgraph, seq)
    )`);
    this.addSql('create index event_created_at on kernel.event (created_at)');
  }
}
