import { sql } from 'kysely';
import { faultOf } from '../../kernel/errors/fault.js';
import type { BackupParts } from './parts.js';
import { isDue, startSync } from './start-sync.js';

const lookEveryMs = 5000;

/** Begins the reads of inventories that are due by themselves. */
export class SyncSchedule {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly parts: BackupParts) {}

  /** The first look comes a little later: the product may not be listening yet, and be its own manager. */
  start(): void {
    this.next();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  /** Begins what is due now. */
  async look(): Promise<void> {
    const { rows } = await sql<{ guid: string }>`
      select guid from backup.hypervisor_manager m where ${isDue} order by sync_started_at nulls first, guid`.execute(
      this.parts.store.sql,
    );
    for (const { guid } of rows) {
      if (this.stopped) return;
      try {
        await startSync(this.parts, guid, undefined, true);
      } catch (error) {
        // Deleted in between.
        if (!faultOf(error)) throw error;
      }
    }
  }

  private next(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.turn = this.look()
        .catch((err: unknown) => this.parts.log.warn({ err }, 'Due inventories could not be looked after'))
        .finally(() => this.next());
    }, lookEveryMs).unref();
  }
}
