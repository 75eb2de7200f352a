import type { Log } from '../log/log.js';

/** Something that opens and closes. */
export interface Part {
  readonly name: string;
  readonly start?: () => Promise<void> | void;
  readonly stop?: () => Promise<void> | void;
}

/** Starts parts in order and stops them in reverse, each once, within a deadline. */
export class Lifecycle {
  private readonly started: Part[] = [];
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly log: Log,
    private readonly timeoutMs: number,
  ) {}

  /** Starts a part; on failure what was started before stays for `stop`. */
  async add(part: Part): Promise<void> {
    await part.start?.();
    this.started.push(part);
  }

  /** Stops everything; a part that fails or overruns is logged and the rest is stopped all the same. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    const deadline = Date.now() + this.timeoutMs;
    for (const part of this.started.reverse()) {
      const left = Math.max(deadline - Date.now(), 500);
      try {
        await withDeadline(Promise.resolve(part.stop?.()), left);
      } catch (err) {
        this.log.warn({ err, part: part.name }, 'A part did not stop cleanly');
      }
    }
  }
}

async function withDeadline(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves with the first signal that asks the process to end; later ones change nothing. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
}
