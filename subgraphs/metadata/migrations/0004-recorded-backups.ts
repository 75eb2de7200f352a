import { Migration } from '@mikro-orm/migrations';

/** How far the log of the backup subgraph has been read for finished backups; one row. */
export class Migration0004RecordedBackups extends Migration {
  override up(): void {
    this.addSql(`create table metadata.recorded_backups (
      only_row boolean primary key default true check (only_row),
      place bigint not null
    )`);
  }
}
