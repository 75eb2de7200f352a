import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import { faultOf } from '../../kernel/errors/fault.js';
import type { Log } from '../../kernel/log/log.js';
import type { Clouds, OpenCloud } from './clouds.js';
import type { Inventory } from './inventory.js';

const firstWaitMs = 1000;

/** Reads every cloud anew from time to time, each at its own pace; a cloud another process has just read is left out. */
export class InventoryPoll {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly clouds: Clouds,
    private readonly inventory: Inventory,
    private readonly store: Store,
    private readonly log: Log,
    private readonly intervalMs: number,
  ) {}

  /** Begins at once with every cloud; done when each has been read or a second is over, whichever is first. */
  async start(): Promise<void> {
    for (const cloud of this.clouds.all) this.begin(cloud);
    const patience = new AbortController();
    await Promise.race([
      Promise.all(this.running),
      delay(firstWaitMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.inventory.close();
    await Promise.all(this.running);
  }

  private begin(cloud: OpenCloud): void {
    const turn = this.turn(cloud).finally(() => {
      this.running.delete(turn);
      if (this.stopped) return;
      const timer = setTimeout(() => this.begin(cloud), this.intervalMs);
      this.timers.set(cloud.name, timer.unref());
    });
    this.running.add(turn);
  }

  private async turn(cloud: OpenCloud): Promise<void> {
    try {
      if (await this.isDue(cloud)) await this.inventory.refresh(cloud);
    } catch (err) {
      // A fault of the cloud is logged and written down already; the next turn tries again.
      if (!faultOf(err) && !this.stopped)
        this.log.warn({ err, cloud: cloud.name }, 'The nodes of a cloud could not be read anew');
    }
  }

  private async isDue(cloud: OpenCloud): Promise<boolean> {
    const { rows } = await sql<{ due: boolean }>`
      select refreshed_at is null or refreshed_at < now() - ${this.intervalMs / 2000} * interval '1 second' as due
      from compute.cloud where name = ${cloud.name}`.execute(this.store.sql);
    return rows[0]?.due ?? false;
  }
}
