import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ChildOwner } from '../support/child.js';
import type { GraphPlace } from '../support/graph-client.js';
import { waitFor, type WaitLimits } from '../support/wait-for.js';

/** What every event of a subscription has. */
export interface LiveEvent {
  readonly cursor: string;
  readonly kind: string;
}

/** A subscriber that keeps what it was sent. */
export interface Watcher<E extends LiveEvent> {
  readonly events: readonly E[];
  /** The first event, seen already or later, that is so. Fails after ten seconds unless told, and with the subscription's own fault. */
  until(what: string, matches: (event: E) => boolean, limits?: WaitLimits): Promise<E>;
  /** How the subscription ended, as soon as it has; fails after ten seconds. */
  failed(): Promise<unknown>;
  /** Breaks the connection as a network does; gives the cursor of the last event. */
  cut(): string;
  close(): Promise<void>;
}

/** Subscribes over graphql-ws; `field` is the one field of the operation. */
export function watch<E extends LiveEvent>(
  owner: ChildOwner,
  place: GraphPlace,
  field: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Watcher<E> {
  const client = createClient({
    url: `${place.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: place.token === undefined ? {} : { authorization: `Bearer ${place.token}` },
  });
  const watcher = new SocketWatcher<E>(client);
  client.subscribe<Record<string, E>>(
    { query, variables: { ...variables } },
    {
      next: ({ data, errors }) => {
        const event = data?.[field];
        if (errors || !event) watcher.fail(errors ?? data);
        else watcher.events.push(event);
      },
      error: (fault) => watcher.fail(fault),
      complete: () => watcher.fail('the subscription ended'),
    },
  );
  owner.after(() => watcher.close());
  return watcher;
}

class SocketWatcher<E extends LiveEvent> implements Watcher<E> {
  readonly events: E[] = [];
  private fault: unknown;

  constructor(private readonly client: Client) {}

  fail(fault: unknown): void {
    this.fault ??= fault;
  }

  async until(what: string, matches: (event: E) => boolean, limits?: WaitLimits): Promise<E> {
    const found = await waitFor(
      what,
      () => this.events.find(matches) ?? (this.fault ? 'failed' : undefined),
      limits,
    );
    if (found === 'failed') throw new Error(`the subscription failed: ${JSON.stringify(this.fault)}`);
    return found as E;
  }

  failed(): Promise<unknown> {
    return waitFor('the subscription to end', () => this.fault);
  }

  cut(): string {
    const last = this.events.at(-1);
    if (!last) throw new Error('There is no event yet to continue behind.');
    this.client.terminate();
    return last.cursor;
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }
}
