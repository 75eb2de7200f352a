import type { AlertRow } from '../services/alert-row.js';

/** What labels tell of the storage an alert is of. */
export interface AlertStorage {
  readonly id: string;
  readonly name: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial_number: string | null;
}

/** Labels of an alert at the Alertmanager: what makes it that alert. */
export type AlertLabels = Readonly<Record<string, string>>;

/** One alert as the Alertmanager takes it, in either version of its API. */
export interface AlertPush {
  readonly labels: AlertLabels;
  readonly annotations: { readonly summary: string };
  /** RFC 3339. */
  readonly startsAt: string;
  /** When it is over, or, of one that holds, when it is taken to be over unless told before. */
  readonly endsAt: string;
}

/** The labels of delfin.md section 12; "None" stands for what is absent. */
export function labelsOf(row: AlertRow, storage: AlertStorage): AlertLabels {
  const labels = {
    alertname: row.alert_name,
    alert_id: row.alert_id,
    alert_name: row.alert_name,
    sequence_number: row.sequence_number,
    category: row.category,
    severity: row.severity,
    type: row.type,
    location: row.location,
    recovery_advice: row.recovery_advice,
    storage_id: storage.id,
    storage_name: storage.name,
    vendor: storage.vendor,
    model: storage.model,
    serial_number: storage.serial_number,
    occur_time: row.occur_time,
  };
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value ?? 'None')]));
}

/** Tells that an alert holds, for so long in milliseconds unless it is told before that it is over. */
export function firing(labels: AlertLabels, row: AlertRow, holdMs: number): AlertPush {
  const endsAt = new Date(Date.parse(row.last_at) + holdMs).toISOString();
  return {
    labels,
    annotations: { summary: row.description ?? 'None' },
    startsAt: instant(row.first_at),
    endsAt,
  };
}

/** Tells that what was sent with these labels is over. */
export function resolved(labels: AlertLabels, row: AlertRow, at: string): AlertPush {
  const endsAt = new Date(Math.max(Date.parse(at), Date.parse(row.first_at))).toISOString();
  return {
    labels,
    annotations: { summary: row.description ?? 'None' },
    startsAt: instant(row.first_at),
    endsAt,
  };
}

function instant(text: string): string {
  return new Date(text).toISOString();
}
