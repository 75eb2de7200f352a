import { Migration } from '@mikro-orm/migrations';

/**
 * More samples of the search keys: with the usual number the planner takes a rare word for a frequent
 * one now and then, and walks all rows in their order until it has met a page of it.
 */
export class Migration0003SearchStatistics extends Migration {
  override up(): void {
    for (const table of ['backup_record', 'backup_client'])
      this.addSql(`alter table metadata.${table} alter column search set statistics 1000`);
  }
}
