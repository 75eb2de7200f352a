import type { LegacyRequest } from '../route.js';
import type { Collection } from './collections.js';
import { invalidInput } from './faults.js';

const largestOffset = 2 ** 31 - 1;
const uuidFilters: ReadonlySet<string> = new Set(['uuids', 'storageUuids']);

/** One key of the order as the graph takes it. */
interface OrderKey {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

/** Variables of a list's operation. */
export interface ListVariables {
  readonly [name: string]: unknown;
  /** Whether the graph is asked at all: a dead filter or an impossible id makes an empty list. */
  readonly asked: boolean;
  readonly filter: Readonly<Record<string, readonly string[]>>;
  readonly orderBy: readonly OrderKey[];
  readonly first: number;
  readonly offset: number;
  readonly marker?: string;
}

/**
 * Reads the query of a list (delfin.md §3). `within` is the storage whose part is listed, where the path
 * names one. Throws a Refusal.
 */
export function listVariables(
  { query }: LegacyRequest,
  collection: Collection,
  maxLimit: number,
  within?: string,
): ListVariables {
  const first = limitOf(last(query, 'limit'), maxLimit);
  const offset = offsetOf(last(query, 'offset'));
  const order = readOrder(query);
  const marker = last(query, 'marker');
  const filter = filterOf(query, collection, within);
  const asked = filter !== undefined;
  return {
    asked,
    filter: filter ?? {},
    orderBy: asked ? orderOf(order, collection) : [],
    first,
    offset,
    ...(marker === undefined ? {} : { marker }),
  };
}

/** Whether a text is an id as they are given here; anything else belongs to nothing. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text);
}

/** A parameter's value; of a repeated one the last. */
export function last(query: URLSearchParams, name: string): string | undefined {
  return query.getAll(name).at(-1);
}

/** An integer as Python reads one: blanks around it and underscores between digits are allowed. */
export function integerOf(text: string): bigint | undefined {
  const digits = text.trim();
  return /^[+-]?\d+(?:_\d+)*$/.test(digits) ? BigInt(digits.replaceAll(/[_+]/g, '')) : undefined;
}

function limitOf(text: string | undefined, maxLimit: number): number {
  if (text === undefined) return maxLimit;
  const limit = integerOf(text);
  if (limit === undefined) throw invalidInput('limit param must be an integer');
  if (limit < 0n) throw invalidInput('limit param must be positive');
  return limit > BigInt(maxLimit) ? maxLimit : Number(limit);
}

function offsetOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const offset = integerOf(text);
  if (offset === undefined) throw invalidInput('offset must be an integer');
  if (offset < 0n) throw invalidInput('offset must be >= 0');
  if (offset > BigInt(largestOffset)) throw invalidInput(`offset must be <= ${largestOffset}`);
  return Number(offset);
}

/** The keys with their directions as asked for, directions checked. */
function readOrder(query: URLSearchParams): readonly (readonly [key: string, direction: 'ASC' | 'DESC'])[] {
  const sort = last(query, 'sort');
  const pairs =
    sort === undefined
      ? [[last(query, 'sort_key') ?? 'created_at', last(query, 'sort_dir') ?? 'desc'] as const]
      : sort.trim().split(',').map(keyAndDirection);
  return pairs.map(([key, direction]) => [key.trim(), directionOf(direction.trim())] as const);
}

function keyAndDirection(text: string): readonly [string, string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, 'desc'] : [text.slice(0, colon), text.slice(colon + 1) || 'desc'];
}

function directionOf(text: string): 'ASC' | 'DESC' {
  if (text === 'asc') return 'ASC';
  if (text === 'desc') return 'DESC';
  throw invalidInput("Unknown sort direction, must be 'desc' or 'asc'.");
}

/** The order for the graph; `created_at` comes last unless it was asked for, and a key counts where it stands first. */
function orderOf(asked: ReturnType<typeof readOrder>, { columns, constants }: Collection): OrderKey[] {
  const directions = new Map<string, 'ASC' | 'DESC'>();
  for (const [key, direction] of asked) {
    if (!constants.includes(key) && !columns.some((column) => column.key === key && !column.relation))
      throw invalidInput('Invalid sort key');
    if (!directions.has(key)) directions.set(key, direction);
  }
  const [, leading = 'DESC'] = asked[0] ?? [];
  if (!directions.has('created_at')) directions.set('created_at', leading);
  return [...directions]
    .filter(([key]) => !constants.includes(key))
    .map(([key, direction]) => ({ field: key.toUpperCase(), direction }));
}

/** The graph's filter; undefined when nothing can match it. */
function filterOf(
  query: URLSearchParams,
  { filters, deadFilters }: Collection,
  within: string | undefined,
): Readonly<Record<string, readonly string[]>> | undefined {
  if (deadFilters.some((name) => query.has(name))) return undefined;
  const filter: Record<string, readonly string[]> = {};
  for (const [name, member] of filters) {
    const value = last(query, name);
    if (value !== undefined) filter[member] = [value];
  }
  if (within !== undefined) {
    const storage = last(query, 'storage_id');
    if (storage !== undefined && storage !== within) return undefined;
    filter['storageUuids'] = [within];
  }
  const impossible = Object.entries(filter).some(
    ([member, [value = '']]) => uuidFilters.has(member) && !isUuid(value),
  );
  return impossible ? undefined : filter;
}
