import type { LongValue } from '../../../schema/scalars/long.js';
import { rankOf, severityOf, type AlertOrigin } from '../entities/alert-words.js';
import { firing, labelsOf, resolved, type AlertPush, type AlertStorage } from '../exporters/alert-push.js';
import { clears, type CheckedAlert } from './alert-condition.js';
import type { AlertRow } from './alert-row.js';

/** One report of a condition. */
export interface AlertReport {
  readonly storageId: string;
  readonly origin: AlertOrigin;
  /** When it reached the server. */
  readonly at: Date;
  readonly alert: CheckedAlert;
}

/** What a report came to: it opened, changed, repeated or cleared an alert, or there was nothing it could clear. */
export type ReportOutcome = 'stored' | 'ignored';

/** What can happen to an alert. */
export type AlertChange = 'opened' | 'changed' | 'cleared';

/** An entry of an alert's history. */
export interface AlertHistoryRow {
  readonly alert_id: string;
  readonly at: string;
  readonly change: 'OPENED' | 'SEVERITY' | 'CLEARED';
  readonly origin: AlertOrigin;
  readonly severity: string | null;
  readonly description: string | null;
}

/** What reports do to the alerts there are. */
export interface FoldedAlerts {
  readonly inserted: readonly AlertRow[];
  readonly updated: readonly AlertRow[];
  readonly history: readonly AlertHistoryRow[];
  /** In the order they happened; repeats of one alert count once. */
  readonly changes: readonly { readonly change: AlertChange; readonly row: AlertRow }[];
  readonly pushes: readonly AlertPush[];
  readonly outcomes: readonly ReportOutcome[];
}

/** What the fold works on. */
export interface FoldOptions {
  /** The open alerts of the reported conditions. */
  readonly open: readonly AlertRow[];
  /** The storages that still are; reports of others come to nothing. */
  readonly storages: ReadonlyMap<string, AlertStorage>;
  /** How long an exported alert holds, in milliseconds; nothing is exported when absent. */
  readonly holdMs?: number | undefined;
}

/** Applies reports, in order, to open alerts (delfin.md 11.5). Nothing is read or written here. */
export function foldAlerts(reports: readonly AlertReport[], options: FoldOptions): FoldedAlerts {
  const fold = new Fold(options);
  const outcomes = reports.map((report) => fold.apply(report));
  return { ...fold.result(), outcomes };
}

class Fold {
  private readonly open = new Map<string, AlertRow>();
  private readonly inserted = new Map<string, AlertRow>();
  private readonly updated = new Map<string, AlertRow>();
  private readonly history: AlertHistoryRow[] = [];
  private readonly changes: { change: AlertChange; row: AlertRow }[] = [];
  private readonly pushes: AlertPush[] = [];

  constructor(private readonly options: FoldOptions) {
    for (const row of options.open) this.open.set(keyOf(row.storage_id, row.condition), row);
  }

  apply(report: AlertReport): ReportOutcome {
    const storage = this.options.storages.get(report.storageId);
    if (!storage) return 'ignored';
    const row = this.open.get(keyOf(report.storageId, report.alert.condition));
    if (clears(report.alert)) return row ? this.clear(row, report) : 'ignored';
    if (!row) return this.openNew(report, storage);
    return isSameOccurrence(row, report) ? 'stored' : this.repeat(row, report, storage);
  }

  result(): Omit<FoldedAlerts, 'outcomes'> {
    return {
      inserted: [...this.inserted.values()],
      updated: [...this.updated.values()],
      history: this.history,
      changes: this.changes,
      pushes: this.pushes,
    };
  }

  private openNew(report: AlertReport, storage: AlertStorage): ReportOutcome {
    const at = report.at.toISOString();
    const row: AlertRow = this.exported(
      {
        ...told(report.alert),
        id: crypto.randomUUID(),
        storage_id: report.storageId,
        state: 'OPEN',
        origin: report.origin,
        occurrences: 1,
        first_at: at,
        last_at: at,
        cleared_at: null,
        cleared_by: null,
        exported: null,
      },
      storage,
    );
    this.inserted.set(row.id, row);
    this.open.set(keyOf(row.storage_id, row.condition), row);
    this.changes.push({ change: 'opened', row });
    this.remember(row, 'OPENED', report);
    return 'stored';
  }

  private repeat(row: AlertRow, report: AlertReport, storage: AlertStorage): ReportOutcome {
    const at = report.at.toISOString();
    const next: AlertRow = {
      ...row,
      ...told(report.alert),
      occurrences: plusOne(row.occurrences),
      last_at: at,
    };
    const escalates = next.severity !== row.severity;
    if (escalates) {
      if (row.exported && this.options.holdMs !== undefined)
        this.pushes.push(resolved(row.exported, row, at));
      this.remember(next, 'SEVERITY', report);
    }
    this.keep(escalates ? this.exported(next, storage) : next, 'changed');
    return 'stored';
  }

  private clear(row: AlertRow, report: AlertReport): ReportOutcome {
    const at = report.at.toISOString();
    const next: AlertRow = { ...row, state: 'CLEARED', cleared_at: at, cleared_by: 'ARRAY', last_at: at };
    this.open.delete(keyOf(row.storage_id, row.condition));
    if (row.exported && this.options.holdMs !== undefined) this.pushes.push(resolved(row.exported, row, at));
    this.keep(next, 'cleared');
    this.remember(next, 'CLEARED', report);
    return 'stored';
  }

  private keep(row: AlertRow, change: AlertChange): void {
    if (this.inserted.has(row.id)) this.inserted.set(row.id, row);
    else this.updated.set(row.id, row);
    if (row.state === 'OPEN') this.open.set(keyOf(row.storage_id, row.condition), row);
    const last = this.changes.findLast((one) => one.row.id === row.id);
    if (change === 'changed' && last) last.row = row;
    else this.changes.push({ change, row });
  }

  private exported(row: AlertRow, storage: AlertStorage): AlertRow {
    if (this.options.holdMs === undefined) return row;
    const labels = labelsOf(row, storage);
    this.pushes.push(firing(labels, row, this.options.holdMs));
    return { ...row, exported: labels };
  }

  private remember(row: AlertRow, change: AlertHistoryRow['change'], { at, origin }: AlertReport): void {
    const { id, severity, description } = row;
    this.history.push({ alert_id: id, at: at.toISOString(), change, origin, severity, description });
  }
}

/** What a report tells, as columns. */
function told(alert: CheckedAlert) {
  return {
    condition: alert.condition,
    alert_id: alert.alertId,
    alert_name: alert.alertName,
    severity: alert.severity,
    severity_rank: rankOf(severityOf(alert.severity)),
    category: alert.category,
    type: alert.type,
    sequence_number: alert.sequenceNumber,
    occur_time: alert.occurTime,
    description: alert.description,
    recovery_advice: alert.recoveryAdvice,
    resource_type: alert.resourceType,
    location: alert.location,
    match_key: alert.matchKey,
    clear_category: alert.clearCategory,
  };
}

/** A list tells what is, so its number alone makes an entry the same; a trap is the same only when its time is, too. */
function isSameOccurrence(row: AlertRow, { origin, alert }: AlertReport): boolean {
  const sameNumber = row.sequence_number === alert.sequenceNumber;
  const sameTime = row.occur_time === alert.occurTime;
  if (origin === 'SYNC') return sameNumber && (alert.sequenceNumber !== null || sameTime);
  return origin === 'TRAP' && sameNumber && sameTime && alert.occurTime !== null;
}

function plusOne(count: LongValue): LongValue {
  return typeof count === 'number' ? count + 1 : (BigInt(count) + 1n).toString();
}

function keyOf(storageId: string, condition: string): string {
  return `${storageId}/${condition}`;
}
