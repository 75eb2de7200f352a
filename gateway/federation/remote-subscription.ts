import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { SubgraphRequest, SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';

/** Events that may wait here before the subgraph is no longer read, and from which on it is again. */
const mostWaiting = 256;
const fewWaiting = 64;

/** How a subgraph is subscribed to. */
export interface RemoteSubscriptionOptions {
  /** URL of its GraphQL endpoint over WebSocket. */
  readonly url: string;
  readonly parameters: () => Record<string, unknown>;
  readonly timeoutMs: number;
  /** What the loss of the connection is told as. */
  readonly lost: (reason: unknown) => Error;
  readonly closed: () => void;
}

/**
 * One subscription on a connection of its own, because what the connection carries belongs to one viewer. When nobody
 * takes its events the connection is no longer read, so that they wait in the subgraph and not here. A loss is thrown
 * once all that came before it is taken; nothing is connected again behind the back of who can tell where to go on.
 */
export class RemoteSubscription implements AsyncIterableIterator<SubgraphResponse> {
  private readonly client: Client;
  private readonly waiting: SubgraphResponse[] = [];
  private socket: WebSocket | undefined;
  private failure: Error | undefined;
  private isOver = false;
  private wake: (() => void) | undefined;

  constructor(
    request: SubgraphRequest,
    private readonly options: RemoteSubscriptionOptions,
  ) {
    const opened = (socket: WebSocket): void => {
      this.socket = socket;
    };
    this.client = createClient({
      url: options.url,
      webSocketImpl: class extends WebSocket {
        constructor(...args: ConstructorParameters<typeof WebSocket>) {
          super(...args);
          opened(this);
        }
      },
      connectionParams: options.parameters,
      lazy: true,
      retryAttempts: 0,
      connectionAckWaitTimeout: options.timeoutMs,
    });
    this.client.subscribe<Record<string, unknown>>(
      {
        query: request.query,
        variables: { ...request.variables },
        operationName: request.operationName ?? null,
      },
      {
        next: (result) => this.came(result as FormattedExecutionResult as SubgraphResponse),
        error: (reason) => {
          // The subgraph's own refusal comes as its errors; anything else is the connection's end.
          if (Array.isArray(reason))
            this.waiting.push({ errors: reason as readonly GraphQLFormattedError[] });
          else this.failure = options.lost(reason);
          this.over();
        },
        complete: () => this.over(),
      },
    );
  }

  async next(): Promise<IteratorResult<SubgraphResponse, undefined>> {
    for (;;) {
      const event = this.waiting.shift();
      if (event) {
        if (this.waiting.length === fewWaiting && this.socket?.isPaused) this.socket.resume();
        return { done: false, value: event };
      }
      if (this.failure) {
        const { failure } = this;
        this.failure = undefined;
        throw failure;
      }
      if (this.isOver) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async return(): Promise<IteratorResult<SubgraphResponse, undefined>> {
    this.waiting.length = 0;
    this.failure = undefined;
    this.over();
    await this.client.dispose();
    // A connection that was not read does not hear that it is to be closed.
    if (this.socket?.isPaused) this.socket.terminate();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private came(event: SubgraphResponse): void {
    this.waiting.push(event);
    if (this.waiting.length >= mostWaiting && this.socket?.readyState === WebSocket.OPEN) this.socket.pause();
    this.wake?.();
  }

  private over(): void {
    if (!this.isOver) this.options.closed();
    this.isOver = true;
    this.wake?.();
    void this.client.dispose();
  }
}
