import { MalformedResponse } from './response-head.js';

/** Longest line of a size, with its extensions, or of a trailer. */
const longestLine = 8 * 1024;

/** Takes a body in chunks apart (RFC 9112 section 7.1), however it is cut into pieces. */
export class ChunkedBody {
  private line = '';
  private left = 0;
  private state: 'size' | 'data' | 'data end' | 'trailer' | 'over' = 'size';

  get isOver(): boolean {
    return this.state === 'over';
  }

  /**
   * Takes a piece from `at` on and hands the data in it on; the pieces are parts of `bytes`. Answers where it stopped:
   * behind the body when it is over, else at the end.
   */
  take(bytes: Buffer, at: number, onData: (part: Buffer) => void): number {
    let place = at;
    while (place < bytes.length && !this.isOver) {
      if (this.state !== 'data') {
        place = this.takeLine(bytes, place);
        continue;
      }
      const end = Math.min(bytes.length, place + this.left);
      onData(bytes.subarray(place, end));
      this.left -= end - place;
      place = end;
      if (this.left === 0) this.state = 'data end';
    }
    return place;
  }

  private takeLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(10, at);
    this.line += bytes.toString('latin1', at, end === -1 ? bytes.length : end);
    if (this.line.length > longestLine)
      throw new MalformedResponse('A chunk of the answer has a line too long.');
    if (end === -1) return bytes.length;
    const line = this.line;
    this.line = '';
    if (!line.endsWith('\r')) throw new MalformedResponse('A line of a chunked answer ends wrongly.');
    this.endLine(line.slice(0, -1));
    return end + 1;
  }

  private endLine(line: string): void {
    if (this.state === 'data end') {
      if (line !== '') throw new MalformedResponse('A chunk of the answer is longer than it says.');
      this.state = 'size';
    } else if (this.state === 'trailer') {
      if (line === '') this.state = 'over';
    } else {
      const [, size] = /^([0-9a-f]{1,12})[ \t]*(?:;[^\r\n]*)?$/i.exec(line) ?? [];
      if (size === undefined) throw new MalformedResponse('A chunk of the answer has no size.');
      this.left = Number.parseInt(size, 16);
      this.state = this.left === 0 ? 'trailer' : 'data';
    }
  }
}
