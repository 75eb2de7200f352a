import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { visit, BREAK, type DocumentNode } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { DeferredAnswer } from '../federation/defer/execute-deferred.js';
import type { LiveFederation } from '../federation/live-federation.js';
import type { PublicErrors } from './public-errors.js';

/** Answers operations with `@defer` in parts to whom accepts them so; to all others they are answered whole. */
export function deferredAnswers(
  live: LiveFederation,
  errors: PublicErrors,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async ({ request, document, source, contextValue, schema, operation }) => {
          if (operation.operation === 'subscription' || !acceptsParts(request.http?.headers.get('accept')))
            return null;
          if (!defers(document)) return null;
          const { federation, release } = live.take(schema);
          const answer = await federation
            .executeDeferred({
              document,
              source: source ?? '',
              operationName: request.operationName ?? undefined,
              variables: request.variables ?? {},
              context: contextValue,
            })
            .catch((error: unknown) => {
              release();
              throw error;
            });
          if (!answer || !('initial' in answer)) {
            release();
            return null;
          }
          return inParts(answer, errors, release);
        },
      }),
  };
}

/** The legacy incremental format, which is the one Apollo's clients speak. */
function acceptsParts(accept: string | undefined): boolean {
  return (accept ?? '')
    .split(',')
    .some((range) => /^\s*multipart\/mixed\s*;/i.test(range) && /deferSpec\s*=\s*"?20220824/i.test(range));
}

/** Whether a document defers parts of an answer, under some condition at least. */
export function defers(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive: ({ name }) => {
      if (name.value !== 'defer') return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}

function inParts(
  { initial, messages }: DeferredAnswer,
  errors: PublicErrors,
  release: () => void,
): GraphQLResponse {
  const { errors: shown, ...rest } = errors.result(initial);
  return {
    http: { status: undefined, headers: new HeaderMap() },
    body: {
      kind: 'incremental',
      initialResult: {
        ...rest,
        ...(shown ? { errors: shown.map((error) => error.toJSON()) } : {}),
        hasNext: true,
      } as never,
      subsequentResults: shownMessages(messages, errors, release) as never,
    },
  };
}

async function* shownMessages(
  messages: DeferredAnswer['messages'],
  errors: PublicErrors,
  release: () => void,
): AsyncGenerator<object, void, void> {
  try {
    for await (const { incremental, hasNext } of messages) {
      const shown = incremental.map(({ errors: own, ...payload }) => ({
        ...payload,
        ...(own ? { errors: own.map((error) => errors.format(error.toJSON(), error)) } : {}),
      }));
      yield { ...(shown.length > 0 ? { incremental: shown } : {}), hasNext };
    }
  } finally {
    release();
  }
}
