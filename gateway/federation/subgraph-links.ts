import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import type { LinkMaker } from './live-federation.js';
import { localLink } from './local-link.js';
import { remoteLink } from './remote-link.js';
import { isFetchable } from './supergraph/places.js';

/** How the parts of the graph are reached. */
export interface LinkOptions {
  /** Subgraphs open in this process. */
  readonly local: readonly Subgraph[];
  /** URLs of those that run elsewhere, by name; they go before those in the supergraph. */
  readonly remote: ReadonlyMap<string, string>;
  readonly timeoutMs: number;
  readonly log: Log;
  /** Says to a remote subgraph who asks; without it none is told. */
  readonly signHop?: ((audience: string, context: RequestContext) => string) | undefined;
  /** Whether a subgraph is one of ours, with our health route. */
  readonly isOurs: (name: string) => boolean;
}

/** The way to each subgraph: to its URL if it has one, even if it is open here too. Throws where it is nowhere. */
export function linkMaker(options: LinkOptions): LinkMaker {
  const { local, remote, log, timeoutMs, signHop } = options;
  return ({ name, url: stated }) => {
    const url = remote.get(name) ?? (isFetchable(stated) ? stated : undefined);
    if (url !== undefined) {
      const sign = signHop && ((context: RequestContext): string => signHop(name, context));
      const health = options.isOurs(name) ? 'route' : 'query';
      return remoteLink({ name, url, timeoutMs, log, signHop: sign, health });
    }
    const subgraph = local.find((open) => open.name === name);
    if (subgraph) return localLink(subgraph, log);
    throw new Error(
      `The supergraph names the subgraph "${name}" without a URL, and it does not run here. Name it in INFRAGRAPH_SUBGRAPH_URLS.`,
    );
  };
}
