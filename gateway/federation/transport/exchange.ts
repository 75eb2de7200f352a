import { isAscii } from 'node:buffer';
import { Timed } from './deadlines.js';
import type { WholeResponse } from './response-reader.js';

/** An answer over HTTP, read whole. */
export interface ReadAnswer {
  readonly status: number;
  readonly text: string;
  /** Whether the text is ASCII without a backslash: its JSON strings then are what they stand for. */
  readonly isPlain: boolean;
}

/** A request as it goes over a connection: head and body in one text, so that they are written at once. */
export interface RequestText {
  readonly text: string;
  readonly encoding: 'latin1' | 'utf8';
}

/** What carries an exchange while it is under way. */
export interface Carrier {
  destroy(): void;
}

/** One request and its answer. It settles once, whatever comes later. */
export class Exchange extends Timed {
  readonly answer: Promise<ReadAnswer>;
  /** Set while it is under way. */
  carrier: Carrier | undefined;
  /** Whether nobody waits for it any more. */
  isSettled = false;
  /** Called when it is settled, before whoever waits for the answer. */
  onSettled: (() => void) | undefined;
  private readonly settle: PromiseWithResolvers<ReadAnswer>;

  constructor(readonly request: RequestText) {
    super();
    this.settle = Promise.withResolvers();
    this.answer = this.settle.promise;
  }

  /** Gives the exchange up, also one that still waits for a connection. A connection is of no use in the middle of one. */
  stop(reason: Error): void {
    this.fail(reason);
    this.carrier?.destroy();
  }

  override expire(): void {
    this.stop(new DeadlineError());
  }

  succeed({ head, body }: WholeResponse): void {
    this.settled();
    // A latin1 copy is several times as fast as a decoder, and the same for ASCII.
    const ascii = isAscii(body);
    const text = ascii ? body.toString('latin1') : withoutMark(body.toString('utf8'));
    this.settle.resolve({ status: head.status, text, isPlain: ascii && !text.includes('\\') });
  }

  fail(error: Error): void {
    if (this.isSettled) return;
    this.settled();
    this.settle.reject(error);
  }

  private settled(): void {
    this.isSettled = true;
    this.onSettled?.();
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
