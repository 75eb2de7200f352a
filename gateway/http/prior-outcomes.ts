import type { ExecutionResult } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { RequestEnd } from '../../subgraphs/kernel/subgraph/request-end.js';

/**
 * Outcomes of operations that were executed before it was known that Apollo Server has to answer them. The end of a
 * context stands for its request, because Apollo Server executes with a copy of the context.
 */
export class PriorOutcomes {
  private readonly outcomes = new WeakMap<RequestEnd, Promise<ExecutionResult>>();

  /** Keeps an outcome, a failure included, for the executor that is asked for the same operation next. */
  keep({ end }: RequestContext, outcome: Promise<ExecutionResult>): void {
    // Nobody may come for it, as when the caller is gone.
    outcome.catch(() => undefined);
    if (end) this.outcomes.set(end, outcome);
  }

  /** The outcome of the operation of this context, if it was executed; a second time there is none. */
  take({ end }: RequestContext): Promise<ExecutionResult> | undefined {
    const outcome = end && this.outcomes.get(end);
    if (outcome) this.outcomes.delete(end);
    return outcome;
  }
}
