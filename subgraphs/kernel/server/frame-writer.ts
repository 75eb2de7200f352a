import type { Duplex } from 'node:stream';

/** Bytes that may wait for a slow client before nothing more is taken for it. */
const mostWaiting = 64 * 1024;

/** Results up to this size are copied into one write; larger ones are written as they are. */
const largestCopied = 16 * 1024;

/** A pause is so many times the joiner's time long; behind it a frame goes out at once. */
const pauseFactor = 10;

const brace = Buffer.from('}');

interface Frame {
  /** The message up to its payload. */
  readonly head: Buffer;
  readonly json: Buffer;
}

/** Writes what many writers have gathered, some milliseconds after the first of it. */
export class WriteJoiner {
  private readonly waiting = new Set<FrameWriter>();
  private timer: NodeJS.Timeout | undefined;

  /** `ms`: how long a frame may wait for another of its socket; 0 joins none. */
  constructor(readonly ms: number) {}

  add(writer: FrameWriter): void {
    this.waiting.add(writer);
    this.timer ??= setTimeout(() => this.flush(), this.ms);
  }

  remove(writer: FrameWriter): void {
    this.waiting.delete(writer);
  }

  private flush(): void {
    this.timer = undefined;
    const writers = [...this.waiting];
    this.waiting.clear();
    for (const writer of writers) writer.flush();
  }
}

/**
 * Writes messages with a payload that many sockets share straight to one of them: the text is never made again. The
 * first frame after a pause goes out at once, those that follow wait for one another as long as the joiner says.
 */
export class FrameWriter {
  private frames: Frame[] = [];
  private waitingBytes = 0;
  private lastWrite = -Infinity;
  private readonly listeners = new Set<() => void>();

  /** `isOpen` tells whether messages may still be sent. */
  constructor(
    private readonly socket: Duplex,
    private readonly isOpen: () => boolean,
    private readonly joiner: WriteJoiner,
  ) {
    socket.on('drain', () => this.tell());
  }

  /** Whether the client takes what is written. */
  get hasRoom(): boolean {
    return this.waitingBytes < mostWaiting && !this.socket.writableNeedDrain;
  }

  /** Calls the listener whenever there is room again; returns the way to stop that. */
  onRoom(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Sends a message made of its beginning, the payload and a brace. */
  send(head: Buffer, json: Buffer): void {
    this.frames.push({ head, json });
    this.waitingBytes += head.length + json.length;
    const { ms } = this.joiner;
    const isLone = performance.now() - this.lastWrite >= ms * pauseFactor;
    if (ms === 0 || isLone || this.waitingBytes >= mostWaiting) this.flush();
    else if (this.frames.length === 1) this.joiner.add(this);
  }

  /** Writes what has been gathered. */
  flush(): void {
    const { frames } = this;
    if (frames.length === 0) return;
    const wasFull = this.waitingBytes >= mostWaiting;
    this.frames = [];
    this.waitingBytes = 0;
    this.joiner.remove(this);
    if (!this.isOpen()) return;
    this.lastWrite = performance.now();
    this.socket.cork();
    for (let from = 0; from < frames.length;) from = this.writeSome(frames, from);
    this.socket.uncork();
    if (wasFull && this.hasRoom) this.tell();
  }

  /** Writes frames from one place on, copied together unless the first is large; gives the next place. */
  private writeSome(frames: readonly Frame[], from: number): number {
    let bytes = 0;
    let to = from;
    for (let frame = frames[to]; frame && frame.json.length <= largestCopied; frame = frames[++to]) {
      const length = frame.head.length + frame.json.length + 1;
      if (to > from && bytes + length > mostWaiting) break;
      bytes += sizeOfHeader(length) + length;
    }
    const large = to === from ? frames[from] : undefined;
    if (large) {
      const start = Buffer.allocUnsafe(10 + large.head.length);
      const end = writeHeader(start, 0, large.head.length + large.json.length + 1);
      large.head.copy(start, end);
      this.socket.write(start.subarray(0, end + large.head.length));
      this.socket.write(large.json);
      this.socket.write(brace);
      return from + 1;
    }
    const joined = Buffer.allocUnsafe(bytes);
    let at = 0;
    for (const { head, json } of frames.slice(from, to)) {
      at = writeHeader(joined, at, head.length + json.length + 1);
      at += head.copy(joined, at);
      at += json.copy(joined, at);
      joined[at++] = 0x7d;
    }
    this.socket.write(joined);
    return to;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Bytes of the header of a frame from a server (RFC 6455, 5.2). */
function sizeOfHeader(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

/** Writes the header of a whole text message; gives the place behind it. */
function writeHeader(target: Buffer, at: number, length: number): number {
  target[at] = 0x81;
  if (length < 126) {
    target[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    target[at + 1] = 126;
    return target.writeUInt16BE(length, at + 2);
  }
  target[at + 1] = 127;
  return target.writeBigUInt64BE(BigInt(length), at + 2);
}
