import { readFile, stat } from 'node:fs/promises';
import type { Log } from '../log/log.js';

const lookEveryMs = 250;

/** What is done with a file that changes. */
export interface WatchedFileOptions {
  readonly path: string;
  readonly log: Log;
  /** What it is, for the log: "The supergraph". */
  readonly title: string;
  /** Takes its new text; throws when that cannot be used, and the former one holds on. */
  readonly use: (text: string) => Promise<void> | void;
}

/**
 * Uses what stands in a file as often as it changes. A file that changed is read once it has stayed the same from one
 * look to the next, so that no half of it is; one that cannot be used is logged.
 */
export class WatchedFile {
  private timer: NodeJS.Timeout | undefined;
  private used: string | undefined;
  private seen: string | undefined;
  private stopped = false;

  constructor(private readonly options: WatchedFileOptions) {}

  /** Begins to look; the file as it is now counts as used. */
  async start(): Promise<void> {
    this.used = await stampOf(this.options.path);
    this.seen = this.used;
    this.lookLater();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private lookLater(): void {
    if (!this.stopped)
      this.timer = setTimeout(() => void this.look().finally(() => this.lookLater()), lookEveryMs).unref();
  }

  private async look(): Promise<void> {
    const { path, log, title, use } = this.options;
    const stamp = await stampOf(path);
    const isSettled = stamp === this.seen;
    this.seen = stamp;
    if (!isSettled || stamp === this.used || stamp === undefined) return;
    this.used = stamp;
    try {
      await use(await readFile(path, 'utf8'));
      log.info({ file: path }, `${title} was replaced`);
    } catch (err) {
      log.error({ err, file: path }, `${title} cannot be used; the former one is served on`);
    }
  }
}

/** What differs when a file was written or put in the place of another; undefined when there is none. */
async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
}
