import { Counters } from '../telemetry/counters.js';
import { Timings } from '../telemetry/timings.js';

/** Seconds, up to the days a large backup takes. */
const bounds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];

/** What came of the attempts at tasks in this process. */
export class AttemptCounts {
  readonly attempts = new Counters(
    'infragraph_task_attempts_total',
    'Attempts at tasks that ended in this process, by what came of them: finished, failed or handed-back.',
    ['type', 'outcome'],
  );
  readonly seconds = new Timings(
    'infragraph_task_attempt_seconds',
    'Time of attempts at tasks in this process.',
    ['type'],
    bounds,
  );

  count(type: string, outcome: string, ms: number): void {
    this.attempts.of(type, outcome).value++;
    this.seconds.of(type).add(ms);
  }
}
