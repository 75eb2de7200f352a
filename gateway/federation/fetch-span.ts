import { codeOf } from '../../subgraphs/kernel/errors/fault.js';
import type { SubgraphRequest, SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { SpanAttributes, TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import { outcomeOf } from '../http/request-counts.js';
import type { SubgraphLink } from './subgraph-link.js';

/** Begins the span of a fetch below that of its operation: which subgraph, where it runs, and for how many entities. */
export function fetchSpan(above: TraceSpan, link: SubgraphLink, request: SubgraphRequest): TraceSpan {
  return above.child(`fetch ${link.name}`, roleOf(link), {
    ...placeOf(link),
    'infragraph.fetch.entities': entitiesOf(request),
  });
}

/** The same for the source of a subscription; it ends when the source is open. */
export function sourceSpan(above: TraceSpan, link: SubgraphLink): TraceSpan {
  return above.child(`subscribe ${link.name}`, roleOf(link), placeOf(link));
}

/** Ends a span with what it is waited for; nobody waits for that. */
export function endWith(span: TraceSpan, answer: Promise<object>): void {
  answer.then(
    (given: Pick<SubgraphResponse, 'errors'>) => {
      const outcome = outcomeOf(given.errors);
      if (outcome !== 'ok') span.fail(outcome);
      span.end();
    },
    (error: unknown) => {
      span.fail(codeOf(error), true);
      span.end();
    },
  );
}

function roleOf({ server }: SubgraphLink): 'client' | 'internal' {
  return server ? 'client' : 'internal';
}

function placeOf({ name, server }: SubgraphLink): SpanAttributes {
  return {
    'infragraph.subgraph': name,
    'server.address': server?.address,
    'server.port': server?.port,
  };
}

/** Entities have their number where a compiled fetch writes them, and are variables elsewhere. */
function entitiesOf(request: SubgraphRequest): number {
  if (request.entityCount !== undefined) return request.entityCount;
  const representations = request.variables?.['representations'];
  return Array.isArray(representations) ? representations.length : 0;
}
