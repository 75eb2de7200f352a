import { ChunkedBody } from './chunked-body.js';
import { MalformedResponse, readHead, type ResponseHead } from './response-head.js';

const longestHead = 32 * 1024;

/** An answer, whole. */
export interface WholeResponse {
  readonly head: ResponseHead;
  /** Valid until more is read. */
  readonly body: Buffer;
}

/** Reads one answer after the other from the bytes of a connection. */
export class ResponseReader {
  private carried: Buffer | undefined;
  private head: ResponseHead | undefined;
  private last: { readonly text: string; readonly head: ResponseHead } | undefined;
  private chunked: ChunkedBody | undefined;
  private parts: Buffer[] = [];
  private bytes = 0;

  /** Whether part of an answer was read. */
  get isWithin(): boolean {
    return this.carried !== undefined || this.head !== undefined;
  }

  /**
   * Takes bytes, which may be reused by the caller afterwards. Answers the response when it is whole. Throws a
   * MalformedResponse for what is none, and for bytes behind its end: each was asked for alone.
   */
  take(given: Buffer): WholeResponse | undefined {
    let bytes = given;
    let at = 0;
    while (!this.head) {
      if (this.carried) {
        bytes = Buffer.concat([this.carried, bytes.subarray(at)]);
        at = 0;
        this.carried = undefined;
      }
      const end = bytes.indexOf('\r\n\r\n', at, 'latin1');
      if ((end === -1 ? bytes.length : end) - at > longestHead)
        throw new MalformedResponse('The head of the answer is too long.');
      if (end === -1) {
        if (at < bytes.length) this.carried = Buffer.from(bytes.subarray(at));
        return undefined;
      }
      const head = this.headOf(bytes.toString('latin1', at, end));
      at = end + 4;
      if (head.status === 101) throw new MalformedResponse('The answer changes the protocol.');
      // An interim answer is followed by the one that counts.
      if (head.status >= 200) this.head = head;
    }
    return this.takeBody(this.head, bytes, at);
  }

  /** The connection has ended. Answers the response that ends by that; undefined when it was cut off. */
  end(): WholeResponse | undefined {
    const { head } = this;
    return head?.body.kind === 'close' ? this.finish(head) : undefined;
  }

  /** Servers send the same head again and again, their date changes once a second. */
  private headOf(text: string): ResponseHead {
    if (this.last?.text === text) return this.last.head;
    const head = readHead(text);
    this.last = { text, head };
    return head;
  }

  private takeBody(head: ResponseHead, bytes: Buffer, at: number): WholeResponse | undefined {
    const { body: end } = head;
    if (end.kind === 'length' && this.bytes === 0 && bytes.length - at >= end.bytes) {
      refuseRest(bytes, at + end.bytes);
      this.head = undefined;
      return { head, body: bytes.subarray(at, at + end.bytes) };
    }
    if (end.kind === 'chunked') {
      this.chunked ??= new ChunkedBody();
      const stop = this.chunked.take(bytes, at, (part) => this.keep(part));
      if (!this.chunked.isOver) return undefined;
      refuseRest(bytes, stop);
      return this.finish(head);
    }
    const stop = end.kind === 'length' ? Math.min(bytes.length, at + end.bytes - this.bytes) : bytes.length;
    this.keep(bytes.subarray(at, stop));
    if (end.kind === 'close' || this.bytes < end.bytes) return undefined;
    refuseRest(bytes, stop);
    return this.finish(head);
  }

  private keep(part: Buffer): void {
    if (part.length === 0) return;
    this.parts.push(Buffer.from(part));
    this.bytes += part.length;
  }

  private finish(head: ResponseHead): WholeResponse {
    const body = Buffer.concat(this.parts, this.bytes);
    this.head = undefined;
    this.chunked = undefined;
    this.parts = [];
    this.bytes = 0;
    return { head, body };
  }
}

function refuseRest(bytes: Buffer, at: number): void {
  if (at < bytes.length) throw new MalformedResponse('Bytes follow the answer that nobody asked for.');
}
