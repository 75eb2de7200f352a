import { codeOf } from '../../subgraphs/kernel/errors/fault.js';
import { Counters } from '../../subgraphs/kernel/telemetry/counters.js';
import type { TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import { Timings } from '../../subgraphs/kernel/telemetry/timings.js';

/** What planning and fetching cost, over every supergraph that was served. */
export class FederationCounts {
  readonly planSeconds = new Timings('infragraph_plan_seconds', 'Time of planning one operation.');
  readonly plans = new Counters(
    'infragraph_plans_total',
    'Operations that were planned, by whether they could be: made or failed.',
    ['outcome'],
  );
  readonly fetches = new Counters(
    'infragraph_fetches_total',
    'Fetches of subgraphs, by outcome: ok, errors (answered with some), or the code of the failure.',
    ['subgraph', 'outcome'],
  );
  readonly fetchSeconds = new Timings('infragraph_fetch_seconds', 'Time of fetches of subgraphs.', [
    'subgraph',
  ]);
  readonly sources = new Counters(
    'infragraph_sources_opened_total',
    'Subscriptions that were opened at subgraphs.',
    ['subgraph'],
  );

  /** Plans, and counts it; below a span it is one. */
  planned<T>(plan: () => T, above: TraceSpan | undefined): T {
    const startedAt = performance.now();
    const span = above?.child('plan', 'internal');
    try {
      const made = plan();
      this.plans.of('made').value++;
      return made;
    } catch (error) {
      this.plans.of('failed').value++;
      span?.fail(codeOf(error));
      throw error;
    } finally {
      this.planSeconds.of().add(performance.now() - startedAt);
      span?.end();
    }
  }

  /** Counts a fetch that has begun now; nobody waits for that. */
  fetched(subgraph: string, answer: Promise<{ readonly errors?: readonly unknown[] }>): void {
    const startedAt = performance.now();
    const end = (outcome: string): void => {
      this.fetches.of(subgraph, outcome).value++;
      this.fetchSeconds.of(subgraph).add(performance.now() - startedAt);
    };
    answer.then(
      ({ errors }) => end(errors ? 'errors' : 'ok'),
      (error: unknown) => end(codeOf(error)),
    );
  }
}
