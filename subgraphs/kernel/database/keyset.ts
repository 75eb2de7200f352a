import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { Fault } from '../errors/fault.js';
import { fitsCursorType } from './cursor-types.js';

const defaultPage = 50;
const largestPage = 1000;

/** What a list is ordered by. All columns run the same way; the last one must make the order total; none may be null. */
export interface KeysetOrder<R> {
  readonly columns: readonly KeysetColumn<R>[];
  readonly descending?: boolean;
}

/** A column or expression of the order and how to read its value from a row. */
export interface KeysetColumn<R> {
  readonly expression: RawBuilder<unknown>;
  /** PostgreSQL type the cursor's value is cast to: one of cursor-types.ts. */
  readonly type: string;
  readonly value: (row: R) => string | number;
}

/** A validated wish for one page of a list. */
export interface PageRequest {
  readonly limit: number;
  readonly backward: boolean;
  readonly offset: number;
  readonly after?: readonly unknown[] | undefined;
  readonly before?: readonly unknown[] | undefined;
}

/** The parts of the statement that reads a page. */
export interface PageClauses {
  /** Condition on the rows; `true` when there is none. */
  readonly where: RawBuilder<boolean>;
  /** Text behind `order by`. */
  readonly orderBy: RawBuilder<unknown>;
  /** One row more than the page holds, to learn whether more follow. */
  readonly limit: number;
  readonly offset: number;
}

/** Checks the arguments of a connection; BAD_USER_INPUT names the wrong one. */
export function pageRequest(args: PageArgs, columns: number): PageRequest {
  const { first, last, offset } = args;
  for (const [name, value, most] of [
    ['first', first, largestPage],
    ['last', last, largestPage],
    ['offset', offset, 2 ** 31 - 1],
  ] as const) {
    if (value != null && (value < 0 || value > most))
      throw new Fault('BAD_USER_INPUT', `"${name}" must be from 0 to ${most}, not ${value}.`);
  }
  if (first != null && last != null) throw new Fault('BAD_USER_INPUT', 'Give "first" or "last", not both.');
  return {
    limit: first ?? last ?? defaultPage,
    backward: last != null,
    offset: offset ?? 0,
    after: args.after == null ? undefined : readCursor('after', args.after, columns),
    before: args.before == null ? undefined : readCursor('before', args.before, columns),
  };
}

/** The SQL of a page. BAD_USER_INPUT for a cursor of another list, whose values the columns cannot be compared with. */
export function pageClauses<R>(order: KeysetOrder<R>, request: PageRequest): PageClauses {
  const up = !order.descending;
  for (const name of ['after', 'before'] as const) {
    const fits = order.columns.every(({ type }, i) => fitsCursorType(type, request[name]?.[i]));
    if (request[name] && !fits) throw foreignCursor(name);
  }
  const conditions: RawBuilder<boolean>[] = [];
  if (request.after) conditions.push(beyond(order, request.after, up));
  if (request.before) conditions.push(beyond(order, request.before, !up));
  const direction = up === !request.backward ? sql`asc` : sql`desc`;
  return {
    where: conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`,
    orderBy: sql.join(order.columns.map((column) => sql`${column.expression} ${direction}`)),
    limit: request.limit + 1,
    offset: request.offset,
  };
}

/** Makes the page from the rows the statement gave, the extra one included. */
export function pageOf<R, T>(
  rows: readonly R[],
  order: KeysetOrder<R>,
  request: PageRequest,
  toNode: (row: R) => T,
  countAll: () => Promise<number>,
): Page<T> {
  const more = rows.length > request.limit;
  const shown = more ? rows.slice(0, request.limit) : [...rows];
  if (request.backward) shown.reverse();
  const [first, last] = [shown[0], shown.at(-1)];
  const cursorOf = (row: R): string => writeCursor(order.columns.map((column) => column.value(row)));
  return {
    nodes: shown.map(toNode),
    cursorAt: (index) => cursorOf(shown[index] as R),
    pageInfo: {
      hasNextPage: request.backward ? request.before !== undefined : more,
      hasPreviousPage: request.backward ? more : request.after !== undefined || request.offset > 0,
      startCursor: first === undefined ? null : cursorOf(first),
      endCursor: last === undefined ? null : cursorOf(last),
    },
    countAll,
  };
}

/** The cursor of a row with these key values. */
export function writeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');
}

function beyond<R>(order: KeysetOrder<R>, values: readonly unknown[], upwards: boolean): RawBuilder<boolean> {
  const left = sql.join(order.columns.map((column) => column.expression));
  const right = sql.join(order.columns.map((column, i) => sql`${values[i]}::${sql.raw(column.type)}`));
  return sql<boolean>`(${left}) ${upwards ? sql`>` : sql`<`} (${right})`;
}

function readCursor(name: string, cursor: string, columns: number): readonly unknown[] {
  const values = parseJson(Buffer.from(cursor.slice(0, 4096), 'base64url').toString('utf8'));
  const valid =
    Array.isArray(values) &&
    values.length === columns &&
    values.every((v) => typeof v === 'string' || Number.isFinite(v));
  if (!valid) throw foreignCursor(name);
  return values;
}

function foreignCursor(name: string): Fault {
  return new Fault('BAD_USER_INPUT', `"${name}" is not a cursor of this list.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
