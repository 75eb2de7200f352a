import { readFile, stat } from 'node:fs/promises';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { LiveFederation } from './live-federation.js';

const lookEveryMs = 250;

/**
 * Serves what stands in a supergraph file, as often as it changes. A file that changed is read once it has stayed the
 * same from one look to the next, so that no half of it is; one that is not a supergraph is logged, and the former
 * one is served on.
 */
export class SupergraphFile {
  private timer: NodeJS.Timeout | undefined;
  private served: string | undefined;
  private seen: string | undefined;
  private stopped = false;

  constructor(
    private readonly path: string,
    private readonly live: LiveFederation,
    private readonly log: Log,
  ) {}

  /** Begins to look; the file as it is now counts as served. */
  async start(): Promise<void> {
    this.served = await stampOf(this.path);
    this.seen = this.served;
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
    const stamp = await stampOf(this.path);
    const isSettled = stamp === this.seen;
    this.seen = stamp;
    if (!isSettled || stamp === this.served || stamp === undefined) return;
    this.served = stamp;
    try {
      await this.live.replace(await readFile(this.path, 'utf8'));
      this.log.info({ file: this.path }, 'The supergraph was replaced');
    } catch (err) {
      this.log.error({ err, file: this.path }, 'The supergraph cannot be used; the former one is served on');
    }
  }
}

/** What differs when a file was written or put in the place of another; undefined when there is none. */
async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
}
