import { Refusal, type IdentifiedRequest } from '../route.js';
import { isGuid } from './body-values.js';
import { canonicalName, enumNames, isUnusedName, type EnumName } from './enum-catalogue.js';
import { invalid } from './faults.js';
import { isGiven, queryValue } from './tenant-scope.js';

/** How many rows a page has where only its number is given. */
const usualSize = 50;
const largestNumber = 2 ** 31 - 1;

/** A parameter a list is narrowed by. */
export interface QueryFilter {
  /** Its spellings; the first is the documented one. */
  readonly names: readonly string[];
  readonly kind: 'guid' | 'text' | 'flag' | 'time' | 'number' | EnumKind;
  /** Member of the graph's filter. */
  readonly member: string;
  /** Whether the graph takes a list of values. */
  readonly many: boolean;
  readonly meaning: string;
}

interface EnumKind {
  readonly of: EnumName;
  /** Those the graph knows, where they are fewer; others match nothing. */
  readonly served?: readonly string[];
}

/** What every list takes of its query (vprotect.md 1.5). */
export interface ListQuery {
  /** Undefined for the whole list. */
  readonly page: { readonly offset: number; readonly size: number } | undefined;
  readonly orderBy: string | undefined;
  readonly descending: boolean;
  /** In lower case. */
  readonly search: string | undefined;
  readonly nameLike: string | undefined;
}

/** Reads what all lists have in common. Throws a Refusal. */
export function readListQuery({ query }: IdentifiedRequest): ListQuery {
  const size = numberOf(query, 'size');
  const page = numberOf(query, 'page');
  return {
    page: size === undefined && page === undefined ? undefined : pageOf(page ?? 0, size ?? usualSize),
    orderBy: queryValue(query, 'orderBy'),
    descending: queryValue(query, 'direction')?.toLowerCase() === 'desc',
    search: queryValue(query, 'filter')?.toLowerCase(),
    nameLike: queryValue(query, 'nameLike')?.toLowerCase(),
  };
}

/** The graph's filter. Throws a Refusal: of an empty list where nothing can match (1.5), else 400. */
export function readFilters(
  { query }: IdentifiedRequest,
  filters: readonly QueryFilter[],
): Readonly<Record<string, unknown>> {
  const read: Record<string, unknown> = {};
  for (const filter of filters) {
    const values = filter.names.flatMap((name) => valuesOf(query, name, filter));
    if (values.length === 0) continue;
    const usable = usableValues(filter, values);
    read[filter.member] = filter.many ? usable : usable[0];
  }
  return read;
}

/** The answer of a list in which nothing matches. */
export function emptyList(): Refusal {
  return new Refusal(200, [], { 'x-total-count': '0' });
}

function valuesOf(query: URLSearchParams, name: string, { many, kind }: QueryFilter): string[] {
  const given = query.getAll(name).filter(isGiven);
  if (!many) return given.slice(0, 1);
  const isObject = (value: string): boolean => typeof kind === 'object' && value.trimStart().startsWith('{');
  return given
    .flatMap((value) => (isObject(value) ? [value] : value.split(',').map((item) => item.trim())))
    .filter(isGiven);
}

function usableValues(
  { kind, names: [name = ''] }: QueryFilter,
  values: readonly string[],
): readonly unknown[] {
  switch (kind) {
    case 'guid':
      return oneOrEmpty(values.map((value) => value.trim().toLowerCase()).filter(isGuid));
    case 'text':
      return oneOrEmpty(values.filter((value) => value.isWellFormed() && !value.includes('\0')));
    case 'flag':
      return values.map((value) => value.toLowerCase() === 'true' || value === '1');
    case 'number':
      return values.map((value) => checkedNumber(name, value));
    case 'time':
      return values.map((value) => timeOf(name, value));
    default:
      return oneOrEmpty(values.flatMap((value) => enumOf(name, kind, value)));
  }
}

/** An enum is its bare name, or a JSON object with it (1.4). Unused names match nothing. */
function enumOf(name: string, { of, served }: EnumKind, value: string): string[] {
  const given = value.trimStart().startsWith('{') ? nameIn(value) : value;
  const known = canonicalName(of, given);
  if (known !== undefined) return served?.includes(known) === false ? [] : [known];
  if (isUnusedName(of, given)) return [];
  throw invalid(`${name} must be one of ${enumNames(of).join(', ')}`);
}

function nameIn(json: string): string {
  try {
    const read: unknown = JSON.parse(json);
    if (typeof read === 'object' && read !== null && 'name' in read && typeof read.name === 'string')
      return read.name;
  } catch {
    // Not JSON at all: no name of an enum either.
  }
  return json;
}

function oneOrEmpty<T>(values: readonly T[]): readonly T[] {
  if (values.length === 0) throw emptyList();
  return values;
}

function timeOf(name: string, value: string): string {
  const date = new Date(checkedNumber(name, value));
  if (Number.isNaN(date.getTime()) || Math.abs(date.getFullYear()) > 9999)
    throw invalid(`${name} must be a time in milliseconds`);
  return date.toISOString();
}

function checkedNumber(name: string, value: string): number {
  const read = Number(value);
  if (value.trim() === '' || !Number.isFinite(read)) throw invalid(`${name} must be a number`);
  return Math.round(read);
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const value = queryValue(query, name);
  if (value === undefined) return undefined;
  const read = checkedNumber(name, value);
  if (read < 0) throw invalid(`${name} must not be negative`);
  return Math.min(read, largestNumber);
}

function pageOf(page: number, size: number): { offset: number; size: number } {
  return { offset: Math.min(page * size, largestNumber), size };
}
