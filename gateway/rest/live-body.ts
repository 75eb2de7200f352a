import { Readable } from 'node:stream';
import type { GraphQLFormattedError } from 'graphql';

const keepAliveMs = 12_000;
const comment = ':\n\n';

/** One event of a subscription as a row sees it. */
export interface LiveResult {
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly GraphQLFormattedError[];
  /** What a client sends back as `Last-Event-ID`. */
  readonly cursor: string | undefined;
}

/** The events of a subscription, taken as there is room for them. */
export interface LiveResults {
  /** Set when the last was taken: there are no more, or their client should come back for them. */
  readonly end: 'complete' | 'try again later' | undefined;
  take(): LiveResult | undefined;
  onReady(listener: () => void): void;
  close(): void;
}

/** A message of Server-Sent Events. */
export interface LiveMessage {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/**
 * A body of Server-Sent Events, made while it is read. Behind the last event it says `end`, so that a browser does not
 * connect again; where the client should come back it just ends. One that nobody reads is given up.
 */
export class LiveBody extends Readable {
  private wanted = false;
  private isStalled = false;
  private readonly beat: NodeJS.Timeout;

  constructor(
    private readonly results: LiveResults,
    private readonly message: (result: LiveResult) => LiveMessage,
  ) {
    super();
    results.onReady(() => this.give());
    this.beat = setInterval(() => this.keepAlive(), keepAliveMs);
    this.beat.unref();
    this.push(comment);
  }

  override _read(): void {
    this.wanted = true;
    this.isStalled = false;
    this.give();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.beat);
    this.results.close();
    done(error);
  }

  /** Ends without a word, so that the client comes back. */
  breakOff(): void {
    this.results.close();
    this.push(null);
  }

  private give(): void {
    if (this.readableEnded || this.destroyed) return;
    while (this.wanted) {
      const result = this.results.take();
      if (result === undefined) break;
      this.wanted = this.push(textOf(this.message(result)));
    }
    if (this.results.end === undefined) return;
    clearInterval(this.beat);
    this.wanted = false;
    if (this.results.end === 'complete') this.push(textOf({ event: 'end', id: undefined, data: '' }));
    this.push(null);
  }

  private keepAlive(): void {
    if (this.wanted) this.wanted = this.push(comment);
    else if (this.isStalled) this.destroy();
    else this.isStalled = true;
  }
}

function textOf({ event, id, data }: LiveMessage): string {
  const lines = data.split('\n').map((line) => `data: ${line}`);
  return [`event: ${event}`, ...(id === undefined ? [] : [`id: ${id}`]), ...lines, '', ''].join('\n');
}
