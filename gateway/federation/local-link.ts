import { SubgraphExecutor } from '../../subgraphs/kernel/subgraph/executor.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { SubgraphLink } from './subgraph-link.js';

/** A subgraph of this process: the caller's context object itself reaches its resolvers. */
export function localLink(subgraph: Subgraph, log: Log): SubgraphLink {
  const executor = new SubgraphExecutor(subgraph.name, subgraph.graph, log);
  return {
    name: subgraph.name,
    execute: (request, context) => executor.execute(request, context),
    subscribe: (request, context) => executor.subscribe(request, context),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
