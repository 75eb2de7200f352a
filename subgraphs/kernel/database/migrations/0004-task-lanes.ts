import { Migration } from '@mikro-orm/migrations';

/** The queue a task waits in, the place it must run on, and the text that only one running task may hold. */
export class Migration0004TaskLanes extends Migration {
  override up(): void {
    this.addSql(`alter table kernel.task
      add column queue text,
      add column place text,
      add column exclusive text,
      add column parked boolean not null default false`);
    this.addSql('update kernel.task set queue = subgraph');
    this.addSql('alter table kernel.task alter column queue set not null');
    this.addSql(
      `create unique index task_exclusive on kernel.task (exclusive) where state = 'RUNNING' and exclusive is not null`,
    );
    this.addSql(`create index task_parked on kernel.task (exclusive) where parked`);
    this.addSql(`create index task_line on kernel.task (
      (case state when 'RUNNING' then 0 when 'QUEUED' then 1 else 2 end),
      (case state when 'QUEUED' then -priority else 0 end),
      (case state when 'RUNNING' then ${micros('started_at')} when 'QUEUED' then ${micros('coalesce(window_start, created_at)')} else -${micros('finished_at')} end),
      (${micros('created_at')}), guid)`);
    this.addSql(
      `create index task_cancel on kernel.task (guid) where cancel_requested and state in ('QUEUED', 'RUNNING')`,
    );
  }
}

/** Microseconds of an instant; tasks/task-line.ts says the same. */
function micros(instant: string): string {
  return `(extract(epoch from (${instant} at time zone 'UTC')) * 1000000)::bigint`;
}
