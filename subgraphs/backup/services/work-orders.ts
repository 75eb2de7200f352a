import { sql, type RawBuilder } from 'kysely';
import type { KeysetOrder } from '../../kernel/database/keyset.js';
import { taskLine } from '../../kernel/tasks/task-line.js';
import type { SortDirection } from '../entities/sort-direction.js';

/** What a list of tasks can be ordered by; see `workOrders`. */
export const workOrderFields = [
  'LINE',
  'CREATED_AT',
  'STARTED_AT',
  'FINISHED_AT',
  'PRIORITY',
  'TYPE',
  'STATE',
] as const;

/** An order of a list of tasks. */
export interface WorkOrder {
  readonly field: (typeof workOrderFields)[number];
  readonly direction: SortDirection;
}

type Row = Readonly<Record<string, unknown>>;

interface Key {
  readonly expression: RawBuilder<unknown>;
  readonly type: string;
}

const guid: Key = { expression: sql`t.guid`, type: 'uuid' };

const keys: Readonly<
  Record<Exclude<WorkOrder['field'], 'LINE'>, { readonly key: Key; readonly nullable?: boolean }>
> = {
  CREATED_AT: { key: { expression: sql`t.created_at`, type: 'timestamptz' } },
  STARTED_AT: { key: { expression: sql`t.started_at`, type: 'timestamptz' }, nullable: true },
  FINISHED_AT: { key: { expression: sql`t.finished_at`, type: 'timestamptz' }, nullable: true },
  PRIORITY: { key: { expression: sql`t.priority`, type: 'integer' } },
  TYPE: { key: { expression: sql`w.type`, type: 'text' } },
  STATE: { key: { expression: sql`t.state`, type: 'text' } },
};

/** The keys of an order; LINE, the usual, is the order tasks run and ended in. Tasks without the property come last either way, ties go by GUID. */
export function workOrders(order: WorkOrder | null): KeysetOrder<Row> {
  const { field, direction } = order ?? { field: 'LINE', direction: 'ASC' };
  const descending = direction === 'DESC';
  if (field === 'LINE') return keysetOf(taskLine, descending);
  const { key, nullable = false } = keys[field];
  if (!nullable) return keysetOf([key, guid], descending);
  const missing = {
    expression: sql`(${key.expression} is ${descending ? sql`not null` : sql`null`})::int`,
    type: 'integer',
  };
  const own = { expression: sql`coalesce(${key.expression}, 'epoch'::timestamptz)`, type: key.type };
  return keysetOf([missing, own, guid], descending);
}

function keysetOf(columns: readonly Key[], descending: boolean): KeysetOrder<Row> {
  return {
    descending,
    columns: columns.map((column, i) => ({
      ...column,
      value: (row) => (column.type === 'integer' ? Number(row[`key_${i}`]) : String(row[`key_${i}`])),
    })),
  };
}
