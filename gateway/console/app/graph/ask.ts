import { Client, fetchExchange, type OperationResult } from '@urql/core';
import { endSession, token } from '../state/session.js';

/** Path of the graph, over HTTP and WebSocket. */
export const graphqlPath = '/graphql';

const client = new Client({
  url: graphqlPath,
  exchanges: [fetchExchange],
  requestPolicy: 'network-only',
  preferGetMethod: false,
  fetchOptions: () =>
    token.value === undefined ? {} : { headers: { authorization: `Bearer ${token.value}` } },
});

/** What came back: the data there is, and why the rest is missing. */
export interface Answer<T> {
  readonly data: T | undefined;
  /** A sentence for people; undefined when nothing is missing. */
  readonly problem: string | undefined;
}

type Variables = Readonly<Record<string, unknown>>;

/** Asks the graph. Never fails: a server that cannot be reached is a problem like any other. */
export async function ask<T>(document: string, variables: Variables = {}): Promise<Answer<T>> {
  return answerOf(await client.query<T>(document, variables).toPromise());
}

/** Changes something through the graph; like `ask`, and never sent twice by itself. */
export async function change<T>(document: string, variables: Variables): Promise<Answer<T>> {
  return answerOf(await client.mutation<T>(document, variables).toPromise());
}

function answerOf<T>({ data, error }: OperationResult<T>): Answer<T> {
  const codes = error?.graphQLErrors.map(({ extensions }) => extensions['code']) ?? [];
  if (codes.includes('UNAUTHENTICATED') && token.value !== undefined) endSession();
  const [first] = error?.graphQLErrors ?? [];
  return {
    data: data ?? undefined,
    problem: error && (first?.message ?? 'The server cannot be reached.'),
  };
}
