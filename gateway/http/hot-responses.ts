import type { OutgoingHttpHeaders } from 'node:http';
import type { HotAnswer } from './hot-answers.js';

/** The text of an answer and how it is written. */
export interface ResponseText {
  readonly text: string;
  readonly encoding: 'latin1' | 'utf8';
}

/** Makes the text of answers to plain requests, header by header as Node's own server does. */
export class HotResponses {
  private readonly heads = new WeakMap<OutgoingHttpHeaders, string>();
  private readonly goesOn: string;
  private second = 0;
  private date = '';

  /** `keepAliveMs`: how long a connection is kept open, as callers are told. */
  constructor(keepAliveMs: number) {
    this.goesOn = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveMs / 1000)}`;
  }

  /** A whole answer; `isLast` says that the connection ends with it. */
  write({ answer: { text, isAscii }, head }: HotAnswer, id: string, isLast: boolean): ResponseText {
    // Apollo Server ends its answers with a newline.
    const length = isAscii ? text.length : Buffer.byteLength(text);
    const end = isLast ? 'Connection: close' : this.goesOn;
    return {
      text: `HTTP/1.1 200 OK\r\nx-request-id: ${id}\r\n${this.headText(head)}content-length: ${length + 1}\r\nDate: ${this.now()}\r\n${end}\r\n\r\n${text}\n`,
      // ASCII is the same in both, and copied at once in the one.
      encoding: length === text.length ? 'latin1' : 'utf8',
    };
  }

  private headText(head: OutgoingHttpHeaders): string {
    const known = this.heads.get(head);
    if (known !== undefined) return known;
    const lines = Object.entries(head).flatMap(([name, value = []]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${one}\r\n`),
    );
    const text = lines.join('');
    this.heads.set(head, text);
    return text;
  }

  private now(): string {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.date = new Date(second * 1000).toUTCString();
    }
    return this.date;
  }
}
