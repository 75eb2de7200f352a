import type { Refusal } from '../route.js';
import { badFormat } from './faults.js';

/** One wish of a search, as the graph takes it. */
export interface SearchTerm {
  readonly field: string;
  readonly value: string | number | boolean | null;
}

/** A search document as the graph takes it; times are Unix seconds, inclusive. */
export interface SearchDocument {
  readonly match: readonly SearchTerm[];
  readonly matchNot: readonly SearchTerm[];
  readonly timeAfter: number | undefined;
  readonly timeBefore: number | undefined;
}

const names = ['match', 'match_not', 'time_after', 'time_before'];

/** Reads a search document (freezer.md §4). `times` says whether the list has times. Throws a Refusal. */
export function readSearch(document: unknown, times: boolean): SearchDocument {
  if (!isObject(document)) throw badFormat('A search must be a JSON object.');
  const unknown = Object.keys(document).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw badFormat(`A search knows ${names.join(', ')}, not "${unknown[0]}".`);
  const search = {
    match: readTerms('match', document['match']),
    matchNot: readTerms('match_not', document['match_not']),
    timeAfter: readTime('time_after', document['time_after']),
    timeBefore: readTime('time_before', document['time_before']),
  };
  if (!times && (search.timeAfter !== undefined || search.timeBefore !== undefined)) {
    throw badFormat('"time_after" and "time_before" search backups only.');
  }
  return search;
}

function readTerms(name: string, terms: unknown): SearchTerm[] {
  if (terms === undefined || terms === null) return [];
  if (!Array.isArray(terms)) throw notTerms(name);
  return terms.flatMap((term: unknown) => readTerm(name, term, true));
}

function readTerm(name: string, term: unknown, outer: boolean): SearchTerm[] {
  if (!isObject(term)) throw notTerms(name);
  const [member, ...others] = Object.entries(term);
  if (!member || others.length > 0) throw notTerms(name);
  const [field, value] = member;
  const nested = outer && field === '_all' ? termsInside(value) : undefined;
  if (nested) return nested.flatMap((inner) => readTerm(name, inner, false));
  if (typeof value === 'object' && value !== null)
    throw badFormat(`"${name}" compares "${field}" with a text, a number, a boolean or null.`);
  return [{ field, value: value as SearchTerm['value'] }];
}

/** The SQL stores of the original take a JSON list of terms, as such or as text, for the value of `_all`. */
function termsInside(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string' || !/^\s*\[\s*\{/.test(value)) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function readTime(name: string, time: unknown): number | undefined {
  if (time === undefined || time === null) return undefined;
  if (!Number.isSafeInteger(time)) throw badFormat(`"${name}" must be an integer: Unix seconds.`);
  return time as number;
}

function notTerms(name: string): Refusal {
  return badFormat(
    `"${name}" must be a list of objects with one key each, such as [{"container": "vault"}].`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
