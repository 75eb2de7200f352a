import type { ExecutionResult } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';

/**
 * Outcomes of operations that were executed before it was known that Apollo Server has to answer them. The signal of a
 * context stands for its request, because Apollo Server executes with a copy of the context.
 */
export class PriorOutcomes {
  private readonly outcomes = new WeakMap<AbortSignal, Promise<ExecutionResult>>();

  /** Keeps an outcome, a failure included, for the executor that is asked for the same operation next. */
  keep({ signal }: RequestContext, outcome: Promise<ExecutionResult>): void {
    // Nobody may come for it, as when the caller is gone.
    outcome.catch(() => undefined);
    if (signal) this.outcomes.set(signal, outcome);
  }

  /** The outcome of the operation of this context, if it was executed; a second time there is none. */
  take({ signal }: RequestContext): Promise<ExecutionResult> | undefined {
    const outcome = signal && this.outcomes.get(signal);
    if (outcome) this.outcomes.delete(signal);
    return outcome;
  }
}
