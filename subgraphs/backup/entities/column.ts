import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { RawBuilder } from 'kysely';
import { Field, Float, ID, Int } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { columnsUnder } from '../../kernel/database/column-list.js';

/** What a column holds. `id` is a text or UUID that names something, `time` an instant, `texts` a list of texts, `times` of instants. */
export type ColumnType =
  | 'id'
  | 'text'
  | 'integer'
  | 'bigint'
  | 'number'
  | 'boolean'
  | 'time'
  | 'texts'
  | 'times';

/** How a column differs from a shown one of its type that every row has. */
export interface ColumnOptions {
  /** SQL name; the property's in snake case unless given. */
  readonly column?: string;
  /** SQL type where the column's type does not tell: `uuid`, `jsonb`, `uuid[]`. */
  readonly sqlType?: string;
  readonly nullable?: boolean;
  /** GraphQL enum of its values. */
  readonly enum?: object;
  readonly primary?: boolean;
}

interface KnownColumn {
  readonly field: string;
  readonly column: string;
  readonly type: ColumnType;
}

type EntityClass<T> = new () => T;

const known = new Map<unknown, KnownColumn[]>();
const gathered = new Map<unknown, readonly KnownColumn[]>();
const selections = new Map<unknown, Map<string, RawBuilder<unknown>>>();

const graphTypes = {
  id: ID,
  text: String,
  integer: Int,
  bigint: Long,
  number: Float,
  boolean: Boolean,
  time: DateTime,
  texts: [String],
  times: [DateTime],
} as const satisfies Record<ColumnType, unknown>;

const sqlTypes = {
  id: 'text',
  text: 'text',
  integer: 'integer',
  bigint: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  time: 'timestamptz',
  texts: 'text[]',
  times: 'timestamptz[]',
} as const satisfies Record<ColumnType, string>;

/**
 * Makes a property a column of the table and, with a description, a field of the GraphQL type; `null`
 * keeps it inside. `selectionOf` and `objectOf` read rows by it.
 */
export function Column(
  type: ColumnType,
  description: string | null,
  options: ColumnOptions = {},
): PropertyDecorator {
  return (target, key) => {
    const field = String(key);
    const { nullable = false, primary = false } = options;
    const column = options.column ?? field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const shape = options.enum ?? graphTypes[type];
    if (description !== null) Field(() => shape as never, { nullable, description })(target, key);
    const columnType = options.sqlType ?? sqlTypes[type];
    const property = { type: columnType, columnType, fieldName: column, nullable };
    if (primary) PrimaryKey(property)(target, field);
    else Property(property)(target, field);
    known.set(target.constructor, [...(known.get(target.constructor) ?? []), { field, column, type }]);
  };
}

/** The columns of an entity, its bases' first; asked for each row, gathered once. */
export function columnsOf(entity: unknown): readonly KnownColumn[] {
  if (typeof entity !== 'function') return [];
  const before = gathered.get(entity);
  if (before) return before;
  const columns = [...columnsOf(Object.getPrototypeOf(entity)), ...(known.get(entity) ?? [])];
  gathered.set(entity, columns);
  return columns;
}

/** The columns of an entity for a `select`; `alias` is the table's. */
export function selectionOf(entity: EntityClass<object>, alias: string): RawBuilder<unknown> {
  const made = selections.get(entity) ?? new Map<string, RawBuilder<unknown>>();
  selections.set(entity, made);
  const before = made.get(alias);
  if (before) return before;
  const columns = columnsUnder(
    alias,
    columnsOf(entity).map(({ column }) => column),
  );
  made.set(alias, columns);
  return columns;
}

/** The object of a row that holds at least the columns of the entity. */
export function objectOf<T extends object>(
  entity: EntityClass<T>,
  row: Readonly<Record<string, unknown>>,
): T {
  const made = new entity();
  const fields = made as Record<string, unknown>;
  for (const { field, column, type } of columnsOf(entity)) {
    const value = row[column] ?? null;
    fields[field] = type === 'time' || type === 'times' ? instantOf(value) : value;
  }
  return made;
}

/** Instants as dates, however the database gave them. */
function instantOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(instantOf);
  return typeof value === 'string' ? new Date(value) : value;
}
