import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const longestWaitMs = 5000;

/** A subscription of a running server that is followed from a terminal. */
export interface Followed {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Its GraphQL URL over WebSocket. */
  readonly url: string;
  readonly token: string | undefined;
  /** Whether the operation declares `$after`, so that it can continue after a loss. */
  readonly resumes: boolean;
}

/** A result of the subscription, as it came. */
export interface FollowedResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly unknown[];
}

/**
 * Hands on every result until `take` says that it is enough. An operation that resumes survives lost connections and
 * restarts of the server: it continues behind the last event's cursor. Returns the exit code.
 */
export async function follow(
  followed: Followed,
  take: (result: FollowedResult) => 'more' | 'enough',
): Promise<number> {
  const { query, url, token } = followed;
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const variables = { ...followed.variables };
  let losses = 0;
  const seen = (result: FollowedResult): 'more' | 'enough' => {
    losses = 0;
    if (!result.errors) variables['after'] = cursorIn(result.data) ?? variables['after'];
    return take(result);
  };
  for (;;) {
    const code = await readOn(followed, client.iterate({ query, variables }), seen);
    if (code !== undefined) {
      await client.dispose();
      return code;
    }
    process.stderr.write('The connection was lost; continuing behind the last event.\n');
    await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** losses++, longestWaitMs)));
  }
}

/** Reads one connection to its end; undefined when it should be opened again. */
async function readOn(
  { resumes }: Followed,
  results: AsyncIterable<FollowedResult>,
  take: (result: FollowedResult) => 'more' | 'enough',
): Promise<number | undefined> {
  try {
    for await (const result of results) {
      if (resumes && mayTryAgain(result.errors)) return undefined;
      if (take(result) === 'enough') return 0;
      if (result.errors) return 1;
    }
    return 0;
  } catch (error) {
    return resumes && isLoss(error) ? undefined : failed(error);
  }
}

/** Whether the errors say that the source is away or that the reader was too slow, not that the operation is wrong. */
function mayTryAgain(errors: FollowedResult['errors']): boolean {
  return (errors ?? []).some((error) => {
    const { extensions } = error as { readonly extensions?: Readonly<Record<string, unknown>> };
    return extensions?.['code'] === 'SUBGRAPH_UNAVAILABLE' || extensions?.['reason'] === 'TOO_SLOW';
  });
}

/** Cursor of the event, wherever the client has selected it as `cursor`. */
function cursorIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const [event] = Object.values(data) as unknown[];
  if (typeof event !== 'object' || event === null || !('cursor' in event)) return undefined;
  return typeof event.cursor === 'string' ? event.cursor : undefined;
}

/** A closed socket may come back; a refusal (4xxx) or an error of the operation will not change. */
function isLoss(error: unknown): boolean {
  if (Array.isArray(error)) return false;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code !== 'number' || code < 4000;
}

function failed(error: unknown): number {
  const text = Array.isArray(error)
    ? JSON.stringify({ errors: error })
    : 'The subscription could not be opened. Is the server running, and is the token valid?';
  process.stderr.write(`${text}\n`);
  return 1;
}
