import { sql } from 'kysely';
import { faultOf } from '../../kernel/errors/fault.js';
import type { SyncUnitKind } from '../entities/sync-unit.js';
import { abandonEndedSyncs } from './end-sync.js';
import type { StorageParts } from './parts.js';
import { startSyncWhenDue } from './start-sync.js';

const lookEveryMs = 5000;

/** What changes most: read by the shorter schedule. */
const changing: readonly SyncUnitKind[] = ['DEVICE', 'STORAGE_POOL', 'VOLUME'];

/** Frees storages whose sync has ended without saying so, and starts the syncs that are due by themselves. */
export class SyncSchedule {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly parts: StorageParts) {}

  start(): void {
    this.begin();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  private begin(): void {
    this.turn = this.look()
      .catch((err: unknown) => this.parts.log.warn({ err }, 'Scheduled syncs could not be looked after'))
      .finally(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.begin(), lookEveryMs).unref();
      });
  }

  private async look(): Promise<void> {
    const { syncInterval, incrementalSyncInterval } = this.parts.config;
    await abandonEndedSyncs(this.parts);
    if (syncInterval > 0) await this.startDue(syncInterval, undefined);
    if (incrementalSyncInterval > 0) await this.startDue(incrementalSyncInterval, changing);
  }

  private async startDue(intervalMs: number, kinds: readonly SyncUnitKind[] | undefined): Promise<void> {
    const since = kinds ? sql`sync_started_at` : sql`full_sync_at`;
    const { rows } = await sql<{ id: string }>`
      select id from storage.storage where deleted_at is null and sync_task is null
        and coalesce(${since}, created_at) <= now() - ${intervalMs / 1000} * interval '1 second'
      order by created_at, id`.execute(this.parts.store.sql);
    for (const { id } of rows) {
      if (this.stopped) return;
      try {
        await startSyncWhenDue(this.parts, id, undefined, {
          kinds,
          origin: 'SCHEDULE',
          dueAfterMs: intervalMs,
        });
      } catch (error) {
        // Deleted or synced by somebody else in between.
        if (!faultOf(error)) throw error;
      }
    }
  }
}
