import type { TaskRun } from '../../kernel/tasks/contract.js';

/** Milliseconds the rate looks back. */
const windowMs = 5000;

/** Tells the progress of a task in bytes, with the rate of the last seconds. */
export class ByteMeter {
  private readonly marks: { at: number; bytes: number }[] = [];
  private before = 0;

  constructor(
    private readonly run: Pick<TaskRun, 'progress'>,
    private readonly total: number,
  ) {}

  /** Bytes done of the part that is being worked on. */
  async part(bytes: number): Promise<void> {
    const done = this.before + bytes;
    await this.run.progress({ done: Math.min(done, this.total), total: this.total, rate: this.rate(done) });
  }

  /** The part of so many bytes is done; the next one begins. */
  next(bytes: number): void {
    this.before += bytes;
  }

  private rate(bytes: number): number {
    const at = performance.now();
    this.marks.push({ at, bytes });
    while ((this.marks[1]?.at ?? at) < at - windowMs) this.marks.shift();
    const [first] = this.marks;
    const seconds = first ? (at - first.at) / 1000 : 0;
    return first && seconds > 0 ? (bytes - first.bytes) / seconds : 0;
  }
}
