import { sql, type RawBuilder } from 'kysely';
import type { TaskProgress } from './contract.js';

/** Progress as columns of `kernel.task`. */
export interface ProgressColumns {
  readonly changes: readonly RawBuilder<unknown>[];
}

/** The progress of one attempt: percent from the units, never falling. */
export class ProgressMeter {
  private percent = 0;

  /** Takes a report; one that is not made of numbers is a mistake of the work and throws. */
  read(report: TaskProgress): ProgressColumns {
    const { done, total, rate } = report;
    for (const [name, value] of Object.entries({ done, total, rate })) {
      if (value !== undefined && !(Number.isFinite(value) && value >= 0))
        throw new TypeError(`Progress "${name}" must be a number from 0 up, not ${value}.`);
    }
    const percent = total === undefined || total === 0 ? this.percent : (100 * done) / total;
    this.percent = Math.min(100, Math.max(this.percent, percent));
    return {
      changes: [
        // Nor does a later attempt take back what an earlier one has shown.
        sql`progress = greatest(progress, ${this.percent})`,
        sql`units_done = ${Math.round(done)}`,
        sql`units_total = ${total === undefined ? null : Math.round(total)}`,
        sql`rate = ${rate ?? null}`,
      ],
    };
  }
}
