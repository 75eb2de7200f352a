import { sql } from 'kysely';
import type { LongValue } from '../../../schema/scalars/long.js';
import type { AlertClearedBy, AlertOrigin, AlertState } from '../entities/alert-words.js';
import { Alert } from '../entities/alert.js';

/** A row of `storage.alert`, also as events carry it. Times are texts a Date reads. */
export interface AlertRow {
  readonly id: string;
  readonly storage_id: string;
  readonly condition: string;
  readonly state: AlertState;
  readonly origin: AlertOrigin;
  readonly alert_id: string;
  readonly alert_name: string | null;
  readonly severity: string | null;
  readonly severity_rank: number;
  readonly category: string | null;
  readonly type: string | null;
  readonly sequence_number: string | null;
  readonly occur_time: LongValue | null;
  readonly description: string | null;
  readonly recovery_advice: string | null;
  readonly resource_type: string | null;
  readonly location: string | null;
  readonly match_key: string | null;
  readonly clear_category: string | null;
  readonly occurrences: LongValue;
  readonly first_at: string;
  readonly last_at: string;
  readonly cleared_at: string | null;
  readonly cleared_by: AlertClearedBy | null;
  /** Labels it was last sent to an exporter with. */
  readonly exported: Readonly<Record<string, string>> | null;
}

const columns = {
  id: 'uuid',
  storage_id: 'uuid',
  condition: 'text',
  state: 'text',
  origin: 'text',
  alert_id: 'text',
  alert_name: 'text',
  severity: 'text',
  severity_rank: 'smallint',
  category: 'text',
  type: 'text',
  sequence_number: 'text',
  occur_time: 'bigint',
  description: 'text',
  recovery_advice: 'text',
  resource_type: 'text',
  location: 'text',
  match_key: 'text',
  clear_category: 'text',
  occurrences: 'bigint',
  first_at: 'timestamptz',
  last_at: 'timestamptz',
  cleared_at: 'timestamptz',
  cleared_by: 'text',
  exported: 'json',
} as const satisfies Record<keyof AlertRow, string>;

const names = Object.keys(columns) as (keyof AlertRow)[];

/** The columns of `AlertRow`, of `storage.alert` under the alias `a`. */
export const alertSelection = sql.join(names.map((name) => sql.ref(`a.${name}`)));

/** The columns in order, for an `insert`. */
export const alertColumns = sql.join(names.map((name) => sql.ref(name)));

/** The column definitions of a record set of rows. */
export const alertRecord = sql.raw(names.map((name) => `"${name}" ${columns[name]}`).join(', '));

/** What a report changes of a row, as assignments from the record set `x`. */
export const alertAssignments = sql.join(
  names
    .filter((name) => !['id', 'storage_id', 'condition', 'origin', 'first_at'].includes(name))
    .map((name) => sql`${sql.ref(name)} = ${sql.ref(`x.${name}`)}`),
);

/** The alert of a row. */
export function alertOf(row: AlertRow): Alert {
  return Object.assign(new Alert(), {
    uuid: row.id,
    storageUuid: row.storage_id,
    condition: row.condition,
    state: row.state,
    origin: row.origin,
    alertId: row.alert_id,
    alertName: row.alert_name,
    severity: row.severity,
    severityRank: row.severity_rank,
    category: row.category,
    type: row.type,
    sequenceNumber: row.sequence_number,
    occurTime: row.occur_time,
    description: row.description,
    recoveryAdvice: row.recovery_advice,
    resourceType: row.resource_type,
    location: row.location,
    matchKey: row.match_key,
    clearCategory: row.clear_category,
    occurrences: row.occurrences,
    firstAt: new Date(row.first_at),
    lastAt: new Date(row.last_at),
    clearedAt: row.cleared_at === null ? null : new Date(row.cleared_at),
    clearedBy: row.cleared_by,
    exported: row.exported,
  });
}
