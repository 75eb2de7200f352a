import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { Log } from '../../kernel/log/log.js';
import type { Tasks } from '../../kernel/tasks/tasks.js';
import { createAlertSync } from './start-alert-sync.js';

const leastPauseMs = 1000;

/** What it works with. */
export interface AskLaterOptions {
  readonly store: Store;
  readonly tasks: Tasks;
  readonly log: Log;
  /** How long a storage is given before it is asked, in milliseconds. */
  readonly delayMs: number;
}

/**
 * Has storages asked for their alerts after a while, because traps did not tell enough or were too many
 * (delfin.md 11.3). What comes while a storage waits asks for nothing more, and between two askings is a
 * second at least, or a flood of traps would be one of tasks. The task exists from the first on, so that
 * the end of the process does not lose it.
 */
export class AskLater {
  /** When each storage was, or will be, asked last. */
  private readonly starts = new Map<string, number>();
  private readonly creating = new Set<Promise<void>>();

  constructor(private readonly options: AskLaterOptions) {}

  /** Asks for one; returns at once. */
  ask(storageId: string): void {
    const now = Date.now();
    const last = this.starts.get(storageId) ?? 0;
    if (last > now) return;
    const windowStart = new Date(Math.max(now + this.options.delayMs, last + leastPauseMs));
    this.starts.set(storageId, windowStart.getTime());
    const created = this.create(storageId, windowStart)
      .catch((err: unknown) => {
        this.starts.delete(storageId);
        this.options.log.warn({ err, storage: storageId }, 'A storage could not be asked for its alerts');
      })
      .finally(() => this.creating.delete(created));
    this.creating.add(created);
  }

  /** Resolves when the tasks asked for exist. */
  async stop(): Promise<void> {
    await Promise.all(this.creating);
  }

  private async create(storageId: string, windowStart: Date): Promise<void> {
    const { store, tasks } = this.options;
    await store.transaction(async (tx) => {
      const { rows } = await sql<{ name: string | null }>`
        select name from storage.storage where id = ${storageId} and deleted_at is null`.execute(tx.sql);
      if (rows[0])
        await createAlertSync(tasks, tx, { input: { storageId }, storageName: rows[0].name, windowStart });
    });
  }
}
