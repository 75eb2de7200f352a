import type { SubgraphRequest, SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';

/** How the gateway reaches one subgraph, in process or over the network, with the same meaning. */
export interface SubgraphLink {
  readonly name: string;
  /** Where it runs, if that is in another process. */
  readonly server?: { readonly address: string; readonly port: number } | undefined;
  /**
   * Executes a fetch, which another process is told the span of where it is traced. Throws SUBGRAPH_UNAVAILABLE or
   * SUBGRAPH_TIMEOUT, never an address.
   */
  execute(request: SubgraphRequest, context: RequestContext, span?: TraceSpan): Promise<SubgraphResponse>;
  /** Opens the source of a subscription. `context` makes a fresh one per event; a span is that of the opening alone. */
  subscribe(
    request: SubgraphRequest,
    context: () => RequestContext,
    span?: TraceSpan,
  ): Promise<AsyncIterableIterator<SubgraphResponse> | SubgraphResponse>;
  /** Throws when the subgraph cannot serve now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
