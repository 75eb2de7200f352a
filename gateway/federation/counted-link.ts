import type { SubgraphRequest, SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { withinSpan, type TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import type { FederationCounts } from './federation-counts.js';
import { endWith, fetchSpan, sourceSpan } from './fetch-span.js';
import type { SubgraphLink } from './subgraph-link.js';

/** A link whose fetches are counted, and traced below the span of who asks if that has one. */
export class CountedLink implements SubgraphLink {
  constructor(
    private readonly link: SubgraphLink,
    private readonly counts: FederationCounts,
  ) {}

  get name(): string {
    return this.link.name;
  }

  execute(request: SubgraphRequest, context: RequestContext): Promise<SubgraphResponse> {
    const answer = context.span
      ? this.traced(context.span, request, context)
      : this.link.execute(request, context);
    this.counts.fetched(this.name, answer);
    return answer;
  }

  subscribe(
    request: SubgraphRequest,
    context: () => RequestContext,
    above?: TraceSpan,
  ): Promise<AsyncIterableIterator<SubgraphResponse> | SubgraphResponse> {
    this.counts.sources.of(this.name).value++;
    if (!above) return this.link.subscribe(request, context);
    const span = sourceSpan(above, this.link);
    const source = this.link.subscribe(request, context, span);
    endWith(span, source);
    return source;
  }

  private traced(
    above: TraceSpan,
    request: SubgraphRequest,
    context: RequestContext,
  ): Promise<SubgraphResponse> {
    const span = fetchSpan(above, this.link, request);
    const answer = withinSpan(span, () => this.link.execute(request, context, span));
    endWith(span, answer);
    return answer;
  }

  check(): Promise<void> {
    return this.link.check();
  }

  close(): Promise<void> {
    return this.link.close();
  }
}
