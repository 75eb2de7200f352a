import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { outcomeOf, type RequestCounts } from './request-counts.js';

/** Counts what Apollo Server answers over HTTP; operations of sockets and of the REST layer come without a request of HTTP. */
export function countOperations(counts: RequestCounts): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: ({ request }) => {
      if (!request.http) return Promise.resolve();
      const startedAt = performance.now();
      return Promise.resolve({
        willSendResponse: ({ operation, response: { body } }) => {
          const { errors } = body.kind === 'single' ? body.singleResult : body.initialResult;
          const kind = operation?.operation ?? 'none';
          counts.operation('http', kind, outcomeOf(errors), performance.now() - startedAt);
          return Promise.resolve();
        },
      });
    },
  };
}
