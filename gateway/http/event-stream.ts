import type { ExecutionResult } from 'graphql';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { LiveReader } from '../subscriptions/live-reader.js';
import { completeFrame, frameOf, keepAliveFrame, nextFrame } from './event-frames.js';

/** One answer of Server-Sent Events. */
export class EventStreamAnswer {
  private isStalled = false;

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
    response.on('drain', () => {
      this.isStalled = false;
    });
  }

  /** Sends everything a subscription gives, as fast as the client takes it, and its end. */
  follow(reader: LiveReader): void {
    if (this.response.destroyed) return reader.close();
    const send = (): void => {
      while (!this.response.writableNeedDrain) {
        const delivery = reader.take();
        if (delivery === undefined) break;
        this.response.write(frameOf(delivery));
      }
      if (reader.end === 'complete') this.complete();
      else if (reader.end) this.breakOff();
    };
    reader.onReady(send);
    this.response.on('drain', send);
    this.response.once('close', () => reader.close());
    send();
  }

  /** Sends one result that is no event, and the end. */
  finish(result: ExecutionResult): void {
    if (this.response.writableEnded) return;
    this.response.write(nextFrame(JSON.stringify(result), undefined));
    this.complete();
  }

  /** Ends without a word: a browser then connects again, and says behind which event. */
  breakOff(): void {
    this.response.end();
  }

  /** Shows that the connection lives. A client that has taken nothing since the last time is given up. */
  keepAlive(): void {
    if (this.isStalled) this.response.destroy();
    else if (!this.response.writableNeedDrain) this.response.write(keepAliveFrame);
    else this.isStalled = true;
  }

  /** Tells the client that there is nothing more. */
  private complete(): void {
    if (!this.response.writableEnded) this.response.end(completeFrame);
  }
}
