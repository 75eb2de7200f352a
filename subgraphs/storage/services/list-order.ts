import { sql, type RawBuilder } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { isStorableText } from '../../kernel/database/storable.js';
import { isUuid } from './find-storages.js';
import type { Listed, SortKey } from './listed.js';

/** Which way a key of an order runs. */
export type Direction = 'ASC' | 'DESC';

/** One key of a wished order; the first counts most. */
export interface OrderWish {
  readonly field: string;
  readonly direction: Direction;
}

/** A key of a total order. */
export interface OrderedKey {
  readonly key: SortKey;
  readonly up: boolean;
}

const mostKeys = 8;

/**
 * The order of a list (section 3 of the Delfin contract): the wished keys, then the time of creation, then
 * the UUID, both in the direction of the first. BAD_USER_INPUT for too many keys.
 */
export function totalOrder(listed: Listed, wish: readonly OrderWish[]): readonly OrderedKey[] {
  if (wish.length > mostKeys)
    throw new Fault('BAD_USER_INPUT', `"orderBy" may have ${mostKeys} keys, not ${wish.length}.`);
  const direction = wish[0]?.direction ?? 'DESC';
  const ups = new Map<string, boolean>();
  for (const wished of [...wish, { field: 'CREATED_AT', direction }, { field: 'ID', direction }])
    if (!ups.has(wished.field)) ups.set(wished.field, wished.direction === 'ASC');
  return [...ups].map(([name, up]) => {
    const key = listed.sortKeys.get(name);
    if (!key) throw new Fault('BAD_USER_INPUT', `"${name}" is no key of this order.`);
    return { key, up };
  });
}

/** Text behind `order by`. Nulls are the smallest; a column that has none is left plain, so that its index serves. */
export function orderText(order: readonly OrderedKey[], backward: boolean): RawBuilder<unknown> {
  return sql.join(
    order.map(({ key: { expression, nullable }, up }) => {
      const ascending = up !== backward;
      if (!nullable) return sql`${expression} ${ascending ? sql`asc` : sql`desc`}`;
      return sql`${expression} ${ascending ? sql`asc nulls first` : sql`desc nulls last`}`;
    }),
  );
}

/**
 * Conditions, one of which holds for each row behind (or, with `forward` false, in front of) the row with
 * these values, and for no row two of them. Where all keys run one way and none but the first can be null,
 * each is a range of the index in that order.
 */
export function beyond(
  order: readonly OrderedKey[],
  values: readonly (string | null)[],
  forward: boolean,
): readonly RawBuilder<boolean>[] {
  const [first, ...others] = order;
  const oneWay = new Set(order.map(({ up }) => up)).size === 1;
  if (!first || !oneWay || others.some(({ key }) => key.nullable)) return [anyStep(order, values, forward)];
  const ascending = first.up === forward;
  const { expression, nullable } = first.key;
  if (!nullable) return [rowRange(order, values, ascending)];
  const [value = null, ...rest] = values;
  const further = rowRange(others, rest, ascending);
  if (value === null) {
    const range = sql<boolean>`${expression} is null and ${further}`;
    return ascending ? [range, sql<boolean>`${expression} is not null`] : [range];
  }
  // Apart from its equals: of a range of rows the database guesses the size by the first column alone.
  const equal = sql<boolean>`${expression} = ${valueOf(first.key, value)} and ${further}`;
  const other = rowRange([first], [value], ascending);
  return ascending ? [equal, other] : [equal, other, sql<boolean>`${expression} is null`];
}

function rowRange(
  order: readonly OrderedKey[],
  values: readonly (string | null)[],
  ascending: boolean,
): RawBuilder<boolean> {
  const left = sql.join(order.map(({ key }) => key.expression));
  const right = sql.join(order.map(({ key }, i) => valueOf(key, values[i] ?? null)));
  return sql<boolean>`(${left}) ${ascending ? sql`>` : sql`<`} (${right})`;
}

function anyStep(
  order: readonly OrderedKey[],
  values: readonly (string | null)[],
  forward: boolean,
): RawBuilder<boolean> {
  const cases = order.map((one, i) => {
    const equal = order
      .slice(0, i)
      .map(({ key }, j) => sql`${key.expression} is not distinct from ${valueOf(key, values[j] ?? null)}`);
    return sql`(${sql.join([...equal, step(one, values[i] ?? null, forward)], sql` and `)})`;
  });
  return sql<boolean>`(${sql.join(cases, sql` or `)})`;
}

/** The values of a row's keys as texts, for its cursor. */
export function keyTexts(order: readonly OrderedKey[]): RawBuilder<unknown> {
  return sql`json_build_array(${sql.join(order.map(({ key }) => key.text))})`;
}

/** Whether these can be values of the order's keys; the database throws at others. */
export function areKeyTexts(order: readonly OrderedKey[], values: readonly unknown[]): boolean {
  return (
    values.length === order.length &&
    order.every(({ key }, i) => {
      const value = values[i];
      return value === null ? key.nullable : typeof value === 'string' && isText[key.type](value);
    })
  );
}

const isText: Readonly<Record<SortKey['type'], (text: string) => boolean>> = {
  uuid: isUuid,
  text: isStorableText,
  bigint: (text) =>
    /^-?\d{1,18}$/.test(text) ||
    /^-?[1-8]\d{18}$/.test(text) ||
    /^-?9[01]\d{17}$/.test(text) ||
    /^-?922[0-3]\d{15}$/.test(text),
  boolean: (text) => text === 'true' || text === 'false',
  timestamptz: (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) && !Number.isNaN(Date.parse(text)),
};

function step({ key, up }: OrderedKey, value: string | null, forward: boolean): RawBuilder<unknown> {
  const { expression, nullable } = key;
  const ascending = up === forward;
  if (value === null) return ascending ? sql`${expression} is not null` : sql`false`;
  if (ascending) return sql`${expression} > ${valueOf(key, value)}`;
  return nullable
    ? sql`(${expression} < ${valueOf(key, value)} or ${expression} is null)`
    : sql`${expression} < ${valueOf(key, value)}`;
}

function valueOf({ type }: SortKey, value: string | null): RawBuilder<unknown> {
  return sql`${value}::${sql.raw(type)}`;
}
