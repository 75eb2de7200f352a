import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { Counters } from '../../subgraphs/kernel/telemetry/counters.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { OperationRun } from '../federation/execution/operation-run.js';
import type { Federation, OperationCall } from '../federation/federation.js';
import type { LiveFederation } from '../federation/live-federation.js';
import type { PreparedOperation } from '../federation/planning/operation-planner.js';
import type { PublicErrors } from '../http/public-errors.js';
import type { OperationReader } from '../http/read-operation.js';
import { EventView } from './event-view.js';
import { fetchVariables, wishedCursor } from './live-fetch.js';
import { answeredBy, liveOperation, type LiveOperation } from './live-operation.js';
import { LiveReader, type Reading } from './live-reader.js';
import { SharedSubscription } from './shared-subscription.js';
import { SharingKeys } from './sharing-keys.js';

/** A subscription that somebody wants opened. */
export interface SubscriptionCall extends OperationCall {
  /** Cursor to continue behind, instead of the operation's own. */
  readonly after?: string;
}

/**
 * Runs federated subscriptions. Those who ask for the same share what it costs: one source, one set of fetches and one
 * text per event. When the supergraph is replaced they go on over the new one.
 */
export class SubscriptionEngine {
  /** Results that subscribers took. */
  readonly deliveries = new Counters(
    'infragraph_deliveries_total',
    'Results of subscriptions that were handed to clients.',
  );
  private readonly delivered = this.deliveries.of();
  private readonly shared = new Map<string, SharedSubscription>();
  private readonly readers = new Map<LiveReader, SubscriptionCall>();
  private readonly operations = new WeakMap<PreparedOperation, LiveOperation>();
  private readonly keys = new SharingKeys();

  constructor(
    private readonly live: LiveFederation,
    private readonly errors: PublicErrors,
    private readonly documents: OperationReader,
    private readonly log: Log,
  ) {
    live.onReplaced(() => this.moveToNewGraph());
  }

  /** Subscribers now. */
  get readerCount(): number {
    return this.readers.size;
  }

  /** Fetches that are subscribed to now. */
  get sharedCount(): number {
    return this.shared.size;
  }

  /** Opens a subscription, or tells what keeps it from opening. */
  async subscribe(call: SubscriptionCall): Promise<LiveReader | ExecutionResult> {
    const { federation, release } = this.live.take();
    try {
      const prepared = federation.prepare(call);
      const operation = this.operationOf(federation, prepared);
      // Without its one field there is nothing to wait for: what is wrong with it is the whole answer.
      if (!operation)
        return this.errors.result(await federation.run(prepared, call, federation.asking(call.context)));
      const run = OperationRun.open(federation.supergraph, prepared, call);
      if (!(run instanceof OperationRun)) return this.errors.result({ errors: run.errors });
      const after = call.after ?? wishedCursor(operation.fetch, call.variables);
      const reader = new LiveReader(
        this.readingOf(federation, operation, call),
        after,
        () => this.readers.delete(reader),
        this.delivered,
      );
      this.readers.set(reader, call);
      return reader;
    } catch (error) {
      return this.errors.result({ errors: [asGraphQLError(error)] });
    } finally {
      release();
    }
  }

  /**
   * Whether a subscription can be continued behind any of its events and says by itself where it begins. Undefined when
   * it subscribes to nothing. Throws what keeps it from being planned.
   */
  beginning(call: OperationCall): { readonly resumes: boolean; readonly saysWhere: boolean } | undefined {
    const { federation, release } = this.live.take();
    try {
      const operation = this.operationOf(federation, federation.prepare(call));
      if (!operation) return undefined;
      const { fetch } = operation;
      return { resumes: fetch.resume !== undefined, saysWhere: wishedCursor(fetch, call.variables) != null };
    } finally {
      release();
    }
  }

  /** Ends every subscription. */
  close(): void {
    for (const reader of this.readers.keys()) reader.close();
  }

  private operationOf(federation: Federation, prepared: PreparedOperation): LiveOperation | undefined {
    const known = this.operations.get(prepared) ?? liveOperation(prepared, federation);
    if (known) this.operations.set(prepared, known);
    return known;
  }

  private readingOf(federation: Federation, operation: LiveOperation, call: SubscriptionCall): Reading {
    const { fetch, prepared } = operation;
    const { viewer } = call.context;
    const link = federation.link(fetch.subgraph);
    const key = this.keys.ofSource(link, fetch, call.variables, viewer);
    // Whoever comes first opens the source; what is opened later, after a loss or for others, is nobody's.
    let { span } = call.context;
    const shared: SharedSubscription =
      this.shared.get(key) ??
      new SharedSubscription({
        fetch,
        log: this.log,
        open: (after) => {
          const opener = span;
          span = undefined;
          return link.subscribe(
            {
              query: fetch.query,
              variables: fetchVariables(fetch, call.variables, after),
              operationName: fetch.operationName,
            },
            () => contextOf(call),
            opener,
          );
        },
        emptied: () => {
          if (this.shared.get(key) === shared) this.shared.delete(key);
        },
      });
    this.shared.set(key, shared);
    return {
      shared,
      viewKey: this.keys.ofView(prepared, fetch, call.variables),
      makeView: () => new EventView((event) => this.complete(federation, operation, event, call)),
    };
  }

  /** Fills in what the other subgraphs add; a failure becomes the event's own errors and the stream goes on. */
  private async complete(
    federation: Federation,
    { prepared, primary, perEvent, fetch }: LiveOperation,
    event: SubgraphResponse,
    call: SubscriptionCall,
  ): Promise<ExecutionResult> {
    if (event.data == null && event.errors)
      return this.errors.result({ errors: event.errors.map((error) => ofSubgraph(error, fetch.subgraph)) });
    const { release } = this.live.take(federation.apiSchema);
    try {
      const ask = answeredBy(event, primary, federation.asking(contextOf(call)));
      return this.errors.result(await federation.run(prepared, call, ask, perEvent));
    } catch (error) {
      return this.errors.result({ errors: [asGraphQLError(error)] });
    } finally {
      release();
    }
  }

  /** A stream whose fetch is the same keeps its source; any other goes on behind its last event over the new graph. */
  private moveToNewGraph(): void {
    const federation = this.live.current;
    for (const [reader, call] of this.readers) {
      const read = this.documents.read(call.source);
      try {
        if (!('kind' in read)) throw noLongerFits();
        const operation = this.operationOf(federation, federation.prepare({ ...call, document: read }));
        if (!operation) throw noLongerFits();
        if (!reader.change(this.readingOf(federation, operation, call), operation.fetch.resume !== undefined))
          throw noLongerFits();
      } catch (error) {
        reader.endWith(this.errors.result({ errors: [asGraphQLError(error)] }));
      }
    }
  }
}

/** Events are shared by many, so nothing of one subscriber's connection belongs to them. */
function contextOf({ context }: SubscriptionCall): RequestContext {
  return new RequestContext(context.viewer, context.requestId);
}

function ofSubgraph({ message, path, extensions }: GraphQLFormattedError, serviceName: string): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions: { serviceName, ...extensions } });
}

function noLongerFits(): Fault {
  return new Fault('CONFLICT', 'The graph was replaced and no longer has what this subscription reads.', {
    details: { reason: 'GRAPH_CHANGED' },
  });
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('The subscription failed.', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}
