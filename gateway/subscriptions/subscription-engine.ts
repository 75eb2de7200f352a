import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { endingInValue, mapped } from '../../subgraphs/kernel/subgraph/iterators.js';
import type { AskSubgraph } from '../federation/execution/fetch.js';
import type { Federation, OperationCall } from '../federation/federation.js';
import type { LiveFederation } from '../federation/live-federation.js';
import type { PreparedOperation } from '../federation/planning/operation-planner.js';
import type { PublicErrors } from '../http/public-errors.js';
import { cursorOfEvent, fetchVariables, liveFetch, wishedCursor, type LiveFetch } from './live-fetch.js';
import { onceReturned } from './once-returned.js';

/** A subscription that somebody wants opened. */
export interface SubscriptionCall extends OperationCall {
  /** Cursor to continue behind, instead of the operation's own. */
  readonly after?: string;
}

/** One event as its subscriber sees it. */
export interface LiveEvent {
  readonly result: ExecutionResult;
  /** Where it stands; undefined when its field does not say so. */
  readonly cursor: string | undefined;
}

/** How a subscription runs: one fetch to subscribe to, and what completes each of its events. */
interface SubscriptionPlan {
  readonly prepared: PreparedOperation;
  readonly primary: FetchNode;
  readonly fetch: LiveFetch;
  /** The primary fetch, answered by the event, then everything the other subgraphs add. */
  readonly perEvent: PlanNode;
}

/** Runs federated subscriptions, which Apollo Gateway itself refuses. Each stays on the graph it began with. */
export class SubscriptionEngine {
  constructor(
    private readonly live: LiveFederation,
    private readonly errors: PublicErrors,
  ) {}

  /** Opens a subscription: its events in order, or the errors that kept it from opening. */
  async subscribe(call: SubscriptionCall): Promise<AsyncIterableIterator<LiveEvent> | ExecutionResult> {
    const { federation, release } = this.live.take();
    try {
      const opened = await this.open(federation, call);
      if (Symbol.asyncIterator in opened) return onceReturned(opened, release);
      release();
      return opened;
    } catch (error) {
      release();
      return this.errors.result({ errors: [asGraphQLError(error)] });
    }
  }

  private async open(
    federation: Federation,
    call: SubscriptionCall,
  ): Promise<AsyncIterableIterator<LiveEvent> | ExecutionResult> {
    const prepared = federation.prepare(call);
    // Without its one field there is nothing to wait for: what is wrong with it is the whole answer.
    if (prepared.plan.node?.kind !== 'Subscription')
      return this.errors.result(await federation.run(prepared, call, federation.asking(call.context)));
    const plan = subscriptionPlan(prepared, federation);
    const { fetch } = plan;
    const after = call.after ?? wishedCursor(fetch, call.variables);
    const variables = fetchVariables(fetch, call.variables, after);
    const source = await federation
      .link(fetch.subgraph)
      .subscribe({ query: fetch.query, variables, operationName: fetch.operationName }, () =>
        call.context.fresh(),
      );
    if (!(Symbol.asyncIterator in source))
      return this.errors.result({
        ...(source.data === undefined ? {} : { data: source.data }),
        errors: (source.errors ?? []).map(
          ({ message, extensions }) => new GraphQLError(message, { extensions: extensions ?? {} }),
        ),
      });
    const events = mapped(source, async (event) => ({
      result: await this.complete(federation, plan, event, call),
      cursor: cursorOfEvent(event),
    }));
    return endingInValue(events, (error) => ({
      result: this.errors.result({ errors: [asGraphQLError(error)] }),
      cursor: undefined,
    }));
  }

  /** Fills in what the other subgraphs add; a failure becomes the event's own errors and the stream goes on. */
  private async complete(
    federation: Federation,
    plan: SubscriptionPlan,
    event: SubgraphResponse,
    call: OperationCall,
  ): Promise<ExecutionResult> {
    const context = call.context.fresh();
    const ask = answeredBy(event, plan.primary, federation.asking(context));
    try {
      return this.errors.result(await federation.run(plan.prepared, call, ask, plan.perEvent));
    } catch (error) {
      return this.errors.result({ errors: [asGraphQLError(error)] });
    }
  }
}

function subscriptionPlan(prepared: PreparedOperation, { apiSchema }: Federation): SubscriptionPlan {
  const { node } = prepared.plan;
  if (node?.kind !== 'Subscription') throw new Error('The planner gave no subscription.');
  const { primary, rest } = node;
  return {
    prepared,
    primary,
    fetch: liveFetch(primary, prepared.document, apiSchema),
    perEvent: { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] },
  };
}

/** The event itself answers the primary fetch, the subgraphs every other. */
function answeredBy(event: SubgraphResponse, primary: FetchNode, others: AskSubgraph): AskSubgraph {
  return (fetch, variables) =>
    // The answer is merged into, and the event may be shared.
    fetch === primary ? Promise.resolve(structuredClone(event)) : others(fetch, variables);
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('The subscription failed.', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}
