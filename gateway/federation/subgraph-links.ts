import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import { localLink } from './local-link.js';
import { remoteLink } from './remote-link.js';
import type { SubgraphLink } from './subgraph-link.js';

/** How the parts of the graph are reached. */
export interface LinkOptions {
  /** Subgraphs open in this process. */
  readonly local: readonly Subgraph[];
  /** URLs of those that run elsewhere, by name. */
  readonly remote: ReadonlyMap<string, string>;
  readonly timeoutMs: number;
  readonly log: Log;
  readonly signHop: (audience: string, context: RequestContext) => string;
}

/** One link per subgraph; one that has a URL is remote even if it is open here too. */
export function subgraphLinks(options: LinkOptions): SubgraphLink[] {
  const { log, timeoutMs } = options;
  const remote = [...options.remote].map(([name, url]) =>
    remoteLink({ name, url, timeoutMs, log, signHop: (context) => options.signHop(name, context) }),
  );
  const local = options.local
    .filter(({ name }) => !options.remote.has(name))
    .map((subgraph) => localLink(subgraph, log));
  return [...local, ...remote];
}
