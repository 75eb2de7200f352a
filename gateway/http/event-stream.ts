import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { completeFrame, keepAliveFrame } from './event-frames.js';

const keepAliveMs = 12_000;

/** How long a client may take nothing before it is given up. */
const longestStallMs = 24_000;

/** One answer of Server-Sent Events, kept open by comments and closed when its client takes nothing any more. */
export class EventStreamAnswer {
  private readonly keepAlive: NodeJS.Timeout;
  private stalledSince: number | undefined;

  /** Sends the head at once, so that the client knows it is connected before the first event. */
  constructor(
    private readonly response: ServerResponse,
    headers: OutgoingHttpHeaders,
  ) {
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    this.keepAlive = setInterval(() => this.stayAlive(), keepAliveMs);
    this.keepAlive.unref();
    response.once('close', () => clearInterval(this.keepAlive));
  }

  /** Sends a frame; resolves when the client has room for another, or is gone. */
  async write(frame: string): Promise<void> {
    if (this.response.writableEnded || this.response.destroyed || this.response.write(frame)) return;
    this.stalledSince = performance.now();
    const gone = new AbortController();
    const { signal } = gone;
    await Promise.race([
      once(this.response, 'drain', { signal }),
      once(this.response, 'close', { signal }),
    ]).finally(() => gone.abort());
    this.stalledSince = undefined;
  }

  /** Tells the client that there is nothing more, and ends. */
  complete(): void {
    if (!this.response.writableEnded) this.response.end(completeFrame);
  }

  /** Ends without a word: a browser then connects again, and says behind which event. */
  breakOff(): void {
    this.response.end();
  }

  private stayAlive(): void {
    if (this.stalledSince === undefined) this.response.write(keepAliveFrame);
    else if (performance.now() - this.stalledSince > longestStallMs) this.response.destroy();
  }
}
