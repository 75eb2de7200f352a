import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';

/**
 * Gives status 200 to mistakes in an operation where the client accepts `application/json` alone (GraphQL over HTTP,
 * 6.4.1): it could not tell our 400 from that of a proxy on the way. All others get 400.
 */
export function jsonStatus(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ request, response, errors }) => {
          const { http } = response;
          if (
            http.status === 400 &&
            acceptsJsonAlone(request.http?.headers.get('accept')) &&
            errors?.length
          ) {
            if (errors.every(isOfOperation)) http.status = 200;
          }
          return Promise.resolve();
        },
      }),
  };
}

/** Whether it is a mistake in the operation itself: the request was well formed, may be sent this way and was read. */
function isOfOperation({ extensions }: GraphQLError): boolean {
  const { code, http } = extensions;
  if (code === 'GRAPHQL_PARSE_FAILED' || code === 'GRAPHQL_VALIDATION_FAILED') return true;
  return code === 'BAD_USER_INPUT' && http === undefined;
}

function acceptsJsonAlone(accept: string | undefined): boolean {
  const types = (accept ?? '').split(',').map((range) => (range.split(';')[0] ?? '').trim().toLowerCase());
  return types.every((type) => type === 'application/json');
}
