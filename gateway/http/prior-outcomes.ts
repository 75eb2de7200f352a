import type { ExecutionResult } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';

/** Outcomes of operations that were executed before it was known that Apollo Server has to answer them. */
export class PriorOutcomes {
  private readonly outcomes = new WeakMap<RequestContext, Promise<ExecutionResult>>();

  /** Keeps an outcome, a failure included, for the executor that is asked for the same operation next. */
  keep(context: RequestContext, outcome: Promise<ExecutionResult>): void {
    // Nobody may come for it, as when the caller is gone.
    outcome.catch(() => undefined);
    this.outcomes.set(context, outcome);
  }

  /** The outcome of the operation of this context, if it was executed; a second time there is none. */
  take(context: RequestContext): Promise<ExecutionResult> | undefined {
    const outcome = this.outcomes.get(context);
    if (outcome) this.outcomes.delete(context);
    return outcome;
  }
}
