import { Migration } from '@mikro-orm/migrations';

/** The far side of the dummy provider: its machines, and what it has already done for which token. */
export class Migration0002Dummy extends Migration {
  override up(): void {
    this.addSql('create table compute.dummy_cloud (cloud text primary key)');
    this.addSql(`create table compute.dummy_node (
      cloud text not null references compute.dummy_cloud (cloud) on delete cascade,
      id integer not null,
      position bigint generated always as identity,
      primary key (cloud, id)
    )`);
    this.addSql(`create table compute.dummy_effect (
      cloud text not null references compute.dummy_cloud (cloud) on delete cascade,
      token text not null,
      id integer not null,
      done_at timestamptz not null default now(),
      primary key (cloud, token)
    )`);
  }
}
