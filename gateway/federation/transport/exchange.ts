import { isAscii } from 'node:buffer';
import type { Dispatcher } from 'undici';
import { Timed } from './deadlines.js';

/** An answer over HTTP, read whole. */
export interface ReadAnswer {
  readonly status: number;
  readonly text: string;
  /** Whether the text is ASCII without a backslash: its JSON strings then are what they stand for. */
  readonly isPlain: boolean;
}

/** One request and its answer, as the handler undici calls. It settles once, whatever comes later. */
export class Exchange extends Timed implements Dispatcher.DispatchHandler {
  readonly answer: Promise<ReadAnswer>;
  private readonly chunks: Buffer[] = [];
  private status = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private stopped: Error | undefined;
  private readonly settle: PromiseWithResolvers<ReadAnswer>;

  constructor() {
    super();
    this.settle = Promise.withResolvers();
    this.answer = this.settle.promise;
  }

  /** Gives the exchange up, also one that still waits for a connection. */
  stop(reason: Error): void {
    this.stopped ??= reason;
    this.settle.reject(reason);
    this.controller?.abort(reason);
  }

  override expire(): void {
    this.stop(new DeadlineError());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.stopped) controller.abort(this.stopped);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first, second] = this.chunks;
    const body = first && !second ? first : Buffer.concat(this.chunks);
    // A latin1 copy is several times as fast as a decoder, and the same for ASCII.
    const ascii = isAscii(body);
    const text = ascii ? body.toString('latin1') : withoutMark(body.toString('utf8'));
    this.settle.resolve({ status: this.status, text, isPlain: ascii && !text.includes('\\') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.settle.reject(error);
  }
}

/** The whole of an answer did not come in time. */
export class DeadlineError extends Error {
  override readonly name = 'TimeoutError';

  constructor() {
    super('The answer did not come in time.');
  }
}

/** A byte order mark is no part of JSON. */
function withoutMark(text: string): string {
  return text.codePointAt(0) === 0xfeff ? text.slice(1) : text;
}
