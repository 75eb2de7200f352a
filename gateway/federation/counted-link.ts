import type { SubgraphRequest, SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { FederationCounts } from './federation-counts.js';
import type { SubgraphLink } from './subgraph-link.js';

/** A link whose fetches are counted. */
export class CountedLink implements SubgraphLink {
  constructor(
    private readonly link: SubgraphLink,
    private readonly counts: FederationCounts,
  ) {}

  get name(): string {
    return this.link.name;
  }

  execute(request: SubgraphRequest, context: RequestContext): Promise<SubgraphResponse> {
    const answer = this.link.execute(request, context);
    this.counts.fetched(this.name, answer);
    return answer;
  }

  subscribe(
    request: SubgraphRequest,
    context: () => RequestContext,
  ): Promise<AsyncIterableIterator<SubgraphResponse> | SubgraphResponse> {
    this.counts.sources.of(this.name).value++;
    return this.link.subscribe(request, context);
  }

  check(): Promise<void> {
    return this.link.check();
  }

  close(): Promise<void> {
    return this.link.close();
  }
}
