/** Where a gateway is and as whom it is asked. */
export interface GraphPlace {
  /** Base address without a slash at its end. */
  readonly url: string;
  /** A session's or API token; nobody's when absent. */
  readonly token?: string | undefined;
}

/** An answer of a GraphQL server. */
export interface GraphAnswer<T> {
  readonly status: number;
  readonly data: T | null | undefined;
  readonly errors: readonly GraphProblem[];
  /** The whole body as it came. */
  readonly text: string;
}

/** One error of an answer. */
export interface GraphProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Sends an operation over HTTP. Fails when there is no answer, or none in JSON. */
export async function ask<T>(
  place: GraphPlace,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<GraphAnswer<T>> {
  const answer = await fetch(`${place.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization(place) },
    body: JSON.stringify({ query, variables }),
    ...(signal ? { signal } : {}),
  });
  const text = await answer.text();
  const body = JSON.parse(text) as { data?: T | null; errors?: readonly GraphProblem[] };
  return { status: answer.status, data: body.data, errors: body.errors ?? [], text };
}

/** Sends an operation whose answer must have no error; gives its data. */
export async function askWell<T>(
  place: GraphPlace,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<T> {
  const { data, errors, status, text } = await ask<T>(place, query, variables);
  if (!data || errors.length > 0) throw new Error(`the graph answered ${status} ${text}`);
  return data;
}

/** The headers that say who asks. */
export function authorization({ token }: GraphPlace): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
