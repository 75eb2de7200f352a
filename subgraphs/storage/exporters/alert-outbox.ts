import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { AlertPush } from './alert-push.js';

/** Topic of the hints that there is something to send. */
export const alertExportTopic = 'storage:alert-export';

/** A message that waits for its exporter. */
export interface WaitingPush {
  readonly number: number;
  readonly payload: AlertPush;
}

/** What exporters still have to send: written with the change it tells of, removed when it has arrived. */
export class AlertOutbox {
  constructor(private readonly store: Store) {}

  /**
   * Takes or keeps the turn to send for `ms`. One process has it at a time, so that messages arrive in
   * their order; of one that died it passes on when its time is over.
   */
  async takeTurn(holder: string, ms: number): Promise<boolean> {
    const until = new Date(Date.now() + ms);
    const { rows } = await sql<{ holder: string }>`
      insert into storage.export_turn as t (exporter, holder, until) values ('alertmanager', ${holder}, ${until})
      on conflict (exporter) do update set holder = excluded.holder, until = excluded.until
        where t.holder = excluded.holder or t.until < clock_timestamp()
      returning holder`.execute(this.store.sql);
    return rows.length > 0;
  }

  /** Gives the turn to whoever wants it. */
  async endTurn(holder: string): Promise<void> {
    await sql`delete from storage.export_turn where exporter = 'alertmanager' and holder = ${holder}`.execute(
      this.store.sql,
    );
  }

  /** The oldest messages. */
  async oldest(limit: number): Promise<readonly WaitingPush[]> {
    const { rows } = await sql<WaitingPush>`
      select number, payload from storage.alert_export order by number limit ${limit}`.execute(
      this.store.sql,
    );
    return rows;
  }

  /** Removes what has arrived, or what never will. */
  async remove(messages: readonly WaitingPush[]): Promise<void> {
    await sql`delete from storage.alert_export where number = any(${messages.map((m) => m.number)}::bigint[])`.execute(
      this.store.sql,
    );
  }

  /** Removes messages older than `ms`, which nobody has taken; returns how many. */
  async expire(ms: number): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from storage.alert_export where created_at < ${new Date(Date.now() - ms)}`.execute(
      this.store.sql,
    );
    return Number(numAffectedRows ?? 0);
  }
}
