import { outsideTransaction } from '../database/store.js';
import { ClaimLost } from './abort-reasons.js';
import type { ProgressColumns } from './progress.js';

const pauseMs = 250;

/**
 * Writes progress at most four times a second: at once when the last write is long enough ago, else
 * when its time has come, and then only the newest. What is still unwritten at the end `take` gives.
 */
export class ProgressWriter {
  private pending: ProgressColumns | undefined;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private nextAt = 0;
  private closed = false;

  constructor(
    private readonly write: (columns: ProgressColumns) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Resolves when it is written or has to wait for its time. Throws when the claim is lost; another fault is reported and the next write tries again. */
  async add(columns: ProgressColumns): Promise<void> {
    if (this.closed) return;
    this.pending = columns;
    if (this.timer || this.writing) return;
    const waitMs = this.nextAt - performance.now();
    if (waitMs <= 0) await this.flush();
    else this.wait(waitMs);
  }

  /** Ends writing and gives what was not written, once. */
  async take(): Promise<ProgressColumns | undefined> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.writing?.catch(() => undefined);
    const rest = this.pending;
    this.pending = undefined;
    return rest;
  }

  private wait(ms: number): void {
    this.timer = outsideTransaction(() =>
      setTimeout(() => {
        this.timer = undefined;
        this.flush().catch(this.failed);
      }, ms),
    );
  }

  private async flush(): Promise<void> {
    const columns = this.pending;
    if (!columns) return;
    this.pending = undefined;
    this.nextAt = performance.now() + pauseMs;
    this.writing = this.write(columns);
    try {
      await this.writing;
      if (this.pending && !this.closed) this.wait(Math.max(0, this.nextAt - performance.now()));
    } catch (error) {
      if (error instanceof ClaimLost) throw error;
      this.pending ??= columns;
      this.failed(error);
    } finally {
      this.writing = undefined;
    }
  }
}
