import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { fireDue } from './fire-schedules.js';
import type { BackupParts } from './parts.js';

const lookEveryMs = 1000;

/** Lets schedules fire when their time has come. Several processes may do so: each instant fires once. */
export class Scheduler {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly parts: BackupParts) {}

  start(): void {
    this.begin();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  /** Lets vanished machines leave the policies that want it (vprotect.md 4.6). */
  async inventoryRead(tx: Tx): Promise<void> {
    for (const column of ['policy_guid', 'snapshot_policy_guid'])
      await sql`
        update backup.virtual_machine v set ${sql.ref(column)} = null, changed_at = clock_timestamp()
        from backup.policy p where p.guid = v.${sql.ref(column)} and p.auto_remove_non_present and not v.present`.execute(
        tx.sql,
      );
  }

  private begin(): void {
    this.turn = this.look()
      .catch((err: unknown) => this.parts.log.warn({ err }, 'Schedules could not be looked after'))
      .finally(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.begin(), lookEveryMs).unref();
      });
  }

  private async look(): Promise<void> {
    await fireDue(this.parts);
  }
}
