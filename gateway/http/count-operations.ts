import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { OperationSpans } from './operation-spans.js';
import { outcomeOf, type RequestCounts } from './request-counts.js';

/**
 * Counts what Apollo Server answers over HTTP, and tells its spans of it; operations of sockets and of the REST layer come
 * without a request of HTTP.
 */
export function countOperations(
  counts: RequestCounts,
  spans: OperationSpans | undefined,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: ({ request }) => {
      if (!request.http) return Promise.resolve();
      const startedAt = performance.now();
      return Promise.resolve({
        willSendResponse: ({ operation, contextValue: { span }, response: { body } }) => {
          const { errors } = body.kind === 'single' ? body.singleResult : body.initialResult;
          const kind = operation?.operation ?? 'none';
          const outcome = outcomeOf(errors);
          counts.operation('http', kind, outcome, performance.now() - startedAt);
          if (span) spans?.tell(span, { transport: 'http', kind, name: operation?.name?.value, outcome });
          return Promise.resolve();
        },
      });
    },
  };
}
