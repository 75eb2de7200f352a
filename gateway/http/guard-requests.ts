import type { ApolloServerPlugin, HTTPGraphQLRequest } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { anonymous } from '../../subgraphs/kernel/identity/viewer.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { RequestedDocuments } from '../limits/documents/requested-documents.js';
import type { OperationLimits } from '../limits/operation-limits.js';

/** Executed in place of a document that was refused, up to the point where the refusal is told. */
const placeholder = '{ __typename }';

/**
 * What `OperationReader.open` does for the other transports, on Apollo Server's way: the request's document is found
 * before it is read, and the limits are checked when it has proved valid. Only requests of HTTP are looked at. What has
 * none was checked where it came in, as operations of sockets, or is a constant of ours, as those of the REST rows.
 */
export function guardRequests(
  documents: RequestedDocuments,
  limits: OperationLimits,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: ({ request, contextValue, response }) => {
      const { http } = request;
      if (!http) return Promise.resolve();
      const found = documents.find({
        query: request.query,
        documentId: documentIdOf(http),
        extensions: request.extensions,
      });
      if (found instanceof GraphQLError) {
        request.query = placeholder;
        // Nobody on the way may keep an answer that is another one as soon as the document is known.
        response.http.headers.set('cache-control', 'private, no-cache, must-revalidate');
      } else if (found !== undefined) request.query = found;
      if (request.extensions?.['persistedQuery']) {
        const { persistedQuery: _found, ...rest } = request.extensions;
        request.extensions = rest;
      }
      return Promise.resolve({
        didResolveOperation: ({ schema, document }) => {
          // Thrown at once, not as a promise: nobody would take that when another plugin throws at once.
          if (found instanceof GraphQLError) throw found;
          const refusal = limits.refusalOf(schema, document, {
            operationName: request.operationName,
            variables: request.variables ?? {},
            viewer: contextValue instanceof RequestContext ? contextValue.viewer : anonymous,
          });
          if (refusal) throw asValidation(refusal);
          return Promise.resolve();
        },
      });
    },
  };
}

/** The id of a trusted document: a member of the body, or a parameter of the URL. */
function documentIdOf({ method, body, search }: HTTPGraphQLRequest): string | undefined {
  if (method === 'GET') return new URLSearchParams(search).get('documentId') ?? undefined;
  if (typeof body !== 'object' || body === null || !('documentId' in body)) return undefined;
  return typeof body.documentId === 'string' ? body.documentId : undefined;
}

/** A limit is one more rule of validation to clients. */
function asValidation({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}
