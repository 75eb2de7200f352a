import { sql } from 'kysely';
import type { Hints } from '../../kernel/database/hints.js';
import type { Store, Tx } from '../../kernel/database/store.js';
import type { Events } from '../../kernel/events/events.js';
import { emitAlertEvent } from '../events.js';
import { alertExportTopic } from '../exporters/alert-outbox.js';
import type { AlertPush, AlertStorage } from '../exporters/alert-push.js';
import { firing, labelsOf, resolved } from '../exporters/alert-push.js';
import { lockAlertsOf } from './alert-lock.js';
import { alertAssignments, alertColumns, alertRecord, alertSelection, type AlertRow } from './alert-row.js';
import { alertSourceTopic } from './alert-source-row.js';
import {
  foldAlerts,
  type AlertHistoryRow,
  type AlertReport,
  type FoldedAlerts,
  type ReportOutcome,
} from './fold-alerts.js';

/** What the store works with. */
export interface AlertStoreOptions {
  readonly store: Store;
  readonly events: Events;
  readonly hints: Hints;
  /** How long an exported alert holds, in milliseconds; undefined when nothing is exported. */
  readonly holdMs: number | undefined;
}

/**
 * The alerts as they are kept: one open row for each condition of a storage, every change of it with its
 * event, its history and its message to the exporters in one transaction.
 */
export class AlertStore {
  constructor(private readonly options: AlertStoreOptions) {}

  /** Writes reports, in order, with the same few statements for one or for hundreds. */
  write(reports: readonly AlertReport[]): Promise<readonly ReportOutcome[]> {
    if (reports.length === 0) return Promise.resolve([]);
    return this.options.store.transaction((tx) => this.writeIn(tx, reports));
  }

  /** The same within a transaction. */
  async writeIn(tx: Tx, reports: readonly AlertReport[]): Promise<readonly ReportOutcome[]> {
    const ids = [...new Set(reports.map((report) => report.storageId))].sort();
    const storages = await this.lock(tx, ids);
    const folded = foldAlerts(reports, {
      storages,
      open: await openOf(tx, reports),
      holdMs: this.options.holdMs,
    });
    await this.save(tx, folded);
    return folded.outcomes;
  }

  /** Clears the open alerts of a storage that have this number; the array has been told. Returns them. */
  async clearNumber(tx: Tx, storageId: string, sequenceNumber: string): Promise<readonly AlertRow[]> {
    await this.lock(tx, [storageId]);
    const { rows } = await sql<AlertRow>`
      select ${alertSelection} from storage.alert a
      where a.storage_id = ${storageId} and a.sequence_number = ${sequenceNumber} and a.state = 'OPEN'`.execute(
      tx.sql,
    );
    const at = new Date().toISOString();
    const cleared = rows.map((row): AlertRow => ({
      ...row,
      state: 'CLEARED',
      cleared_at: at,
      cleared_by: 'REQUEST',
    }));
    await this.save(tx, {
      inserted: [],
      updated: cleared,
      outcomes: [],
      changes: cleared.map((row) => ({ change: 'cleared', row })),
      history: cleared.map(({ id, origin, severity, description }) => ({
        alert_id: id,
        at,
        change: 'CLEARED',
        origin,
        severity,
        description,
      })),
      pushes: this.resolvedOf(rows, at),
    });
    return cleared;
  }

  /** Removes everything about alerts of a storage that is being deleted; what is open is told to be over. */
  async remove(tx: Tx, storageId: string): Promise<void> {
    await this.lock(tx, [storageId]);
    const { rows } = await sql<AlertRow>`
      select ${alertSelection} from storage.alert a where a.storage_id = ${storageId} and a.state = 'OPEN'`.execute(
      tx.sql,
    );
    const at = new Date().toISOString();
    for (const row of rows)
      emitAlertEvent(this.options.events, tx, 'cleared', { ...row, state: 'CLEARED', cleared_at: at });
    await this.send(tx, this.resolvedOf(rows, at));
    for (const table of ['alert', 'alert_source', 'trap_count'])
      await sql`delete from ${sql.table(`storage.${table}`)} where storage_id = ${storageId}`.execute(tx.sql);
    await this.options.hints.send(tx, alertSourceTopic);
  }

  /** Sends what is open and was never sent, because there was nowhere to send it to; returns how many alerts. */
  async exportOpen(): Promise<number> {
    const { holdMs, store } = this.options;
    if (holdMs === undefined) return 0;
    const { rows } = await sql<{ storage_id: string }>`
      select distinct storage_id from storage.alert where state = 'OPEN' and exported is null`.execute(store.sql);
    let sent = 0;
    for (const { storage_id } of rows)
      sent += await store.transaction((tx) => this.exportOpenOf(tx, storage_id, holdMs));
    return sent;
  }

  private async exportOpenOf(tx: Tx, storageId: string, holdMs: number): Promise<number> {
    const storage = (await this.lock(tx, [storageId])).get(storageId);
    if (!storage) return 0;
    const { rows } = await sql<AlertRow>`
      select ${alertSelection} from storage.alert a
      where a.storage_id = ${storageId} and a.state = 'OPEN' and a.exported is null`.execute(tx.sql);
    const updated = rows.map((row): AlertRow => ({ ...row, exported: labelsOf(row, storage) }));
    const pushes = updated.map((row) => firing(row.exported ?? {}, row, holdMs));
    await this.save(tx, { inserted: [], updated, history: [], changes: [], pushes, outcomes: [] });
    return updated.length;
  }

  private resolvedOf(rows: readonly AlertRow[], at: string): AlertPush[] {
    if (this.options.holdMs === undefined) return [];
    return rows.flatMap((row) => (row.exported ? [resolved(row.exported, row, at)] : []));
  }

  /** The storages that still are, held against other writers of their alerts. */
  private async lock(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, AlertStorage>> {
    for (const id of ids) await lockAlertsOf(tx, id);
    const { rows } = await sql<AlertStorage>`
      select s.id, s.name, s.vendor, s.model, s.serial_number from storage.storage s
      where s.id = any(${ids}::uuid[]) and s.deleted_at is null`.execute(tx.sql);
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async save(tx: Tx, folded: FoldedAlerts): Promise<void> {
    const { updated, inserted, history, changes, pushes } = folded;
    if (updated.length > 0)
      await sql`update storage.alert a set ${alertAssignments}
        from json_to_recordset(${JSON.stringify(updated)}::json) as x(${alertRecord}) where a.id = x.id`.execute(
        tx.sql,
      );
    if (inserted.length > 0)
      await sql`insert into storage.alert (${alertColumns})
        select ${alertColumns} from json_to_recordset(${JSON.stringify(inserted)}::json) as x(${alertRecord})`.execute(
        tx.sql,
      );
    if (history.length > 0) await saveHistory(tx, history);
    for (const { change, row } of changes) emitAlertEvent(this.options.events, tx, change, row);
    await this.send(tx, pushes);
  }

  private async send(tx: Tx, pushes: readonly AlertPush[]): Promise<void> {
    if (pushes.length === 0) return;
    await sql`insert into storage.alert_export (payload)
      select value from json_array_elements(${JSON.stringify(pushes)}::json)`.execute(tx.sql);
    await this.options.hints.send(tx, alertExportTopic);
  }
}

async function openOf(tx: Tx, reports: readonly AlertReport[]): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    select ${alertSelection} from storage.alert a
    join (select distinct * from unnest(${reports.map((r) => r.storageId)}::uuid[],
      ${reports.map((r) => r.alert.condition)}::text[]) as r(storage_id, condition)) k
      on k.storage_id = a.storage_id and k.condition = a.condition
    where a.state = 'OPEN'`.execute(tx.sql);
  return rows;
}

async function saveHistory(tx: Tx, history: readonly AlertHistoryRow[]): Promise<void> {
  await sql`insert into storage.alert_history (alert_id, at, change, origin, severity, description)
    select alert_id, at, change, origin, severity, description from json_to_recordset(${JSON.stringify(history)}::json)
      as x(alert_id uuid, at timestamptz, change text, origin text, severity text, description text)`.execute(
    tx.sql,
  );
}
