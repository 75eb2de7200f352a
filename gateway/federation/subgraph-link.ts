import type { SubgraphRequest, SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';

/** How the gateway reaches one subgraph, in process or over the network, with the same meaning. */
export interface SubgraphLink {
  readonly name: string;
  /** Executes a fetch. Throws SUBGRAPH_UNAVAILABLE or SUBGRAPH_TIMEOUT, never an address. */
  execute(request: SubgraphRequest, context: RequestContext): Promise<SubgraphResponse>;
  /** Opens the source of a subscription. `context` makes a fresh one per event. */
  subscribe(
    request: SubgraphRequest,
    context: () => RequestContext,
  ): Promise<AsyncIterableIterator<SubgraphResponse> | SubgraphResponse>;
  /** Throws when the subgraph cannot serve now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
