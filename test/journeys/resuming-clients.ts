import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ChildOwner } from '../support/child.js';
import { openSse } from '../support/sse-client.js';

/** A client that comes back behind the last event it has seen, whatever happens to its connection. */
export interface ResumingClient {
  /** Titles of the tasks it was told of, in the order they came. */
  readonly titles: readonly string[];
  /** Errors it was shown. */
  readonly problems: readonly unknown[];
  /** How often it connected. */
  readonly connections: number;
  /** Whether it was told of the present state: what happens from then on it must see. */
  readonly hasBegun: boolean;
}

interface Told {
  readonly data?: {
    readonly taskEvents: {
      readonly cursor: string;
      readonly kind: string;
      readonly task: { readonly title: string } | null;
    };
  };
  readonly errors?: unknown;
}

/** A client of graphql-ws as it is: it connects again by itself, and nothing but the variable `after` moves. */
export function resumingSocket(
  owner: ChildOwner,
  url: string,
  query: string,
  types: readonly string[],
): ResumingClient {
  const seen = { titles: [] as string[], problems: [] as unknown[], connections: 0, hasBegun: false };
  const variables: Record<string, unknown> = { types };
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: Infinity,
    retryWait: () => delay(50),
    shouldRetry: () => true,
    on: { connected: () => void seen.connections++ },
  });
  client.subscribe<NonNullable<Told['data']>>(
    { query, variables },
    {
      next: (result) => {
        const event = take(seen, result as Told);
        if (event) variables['after'] = event.cursor;
      },
      error: (error) => seen.problems.push(error),
      complete: () => seen.problems.push('the subscription completed'),
    },
  );
  owner.after(async () => client.dispose());
  return seen;
}

/** A client of Server-Sent Events, as a browser's: it says what id it has seen last. */
export function resumingStream(
  owner: ChildOwner,
  url: string,
  query: string,
  types: readonly string[],
): ResumingClient {
  const seen = { titles: [] as string[], problems: [] as unknown[], connections: 0, hasBegun: false };
  let over = false;
  owner.after(() => {
    over = true;
    return Promise.resolve();
  });
  void (async () => {
    let last: string | undefined;
    while (!over) {
      const headers = {
        'content-type': 'application/json',
        ...(last === undefined ? {} : { 'last-event-id': last }),
      };
      const stream = await openSse(owner, `${url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables: { types } }),
      }).catch(() => undefined);
      if (stream) seen.connections++;
      for (let index = 0; stream && !over && !(stream.ended && index >= stream.messages.length);) {
        const message = stream.messages[index];
        if (!message) {
          await delay(5);
          continue;
        }
        index++;
        if (message.event === 'complete') seen.problems.push('the subscription completed');
        else take(seen, JSON.parse(message.data) as Told);
        last = message.id ?? last;
      }
      await delay(50);
    }
  })();
  return seen;
}

function take(
  seen: { titles: string[]; problems: unknown[]; hasBegun: boolean },
  { data, errors }: Told,
): { readonly cursor: string } | undefined {
  if (errors) seen.problems.push(errors);
  const event = data?.taskEvents;
  seen.hasBegun ||= event !== undefined;
  if (event && event.kind !== 'SNAPSHOT' && event.task) seen.titles.push(event.task.title);
  return event;
}
