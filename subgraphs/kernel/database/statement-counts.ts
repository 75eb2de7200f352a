import { Counters } from '../telemetry/counters.js';
import { Timings } from '../telemetry/timings.js';

/** What the statements of one engine took. */
export class StatementCounts {
  readonly seconds = new Timings('infragraph_database_statement_seconds', 'Time of SQL statements.');
  readonly failed = new Counters('infragraph_database_statement_errors_total', 'SQL statements that failed.');
  private readonly timing = this.seconds.of();
  private readonly failures = this.failed.of();

  /** Counts a statement that took `ms`. */
  count(ms: number, isFailed: boolean): void {
    this.timing.add(ms);
    if (isFailed) this.failures.value++;
  }
}
