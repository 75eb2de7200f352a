import type { IdentifiedRequest } from '../route.js';
import type { BodyReader } from './body.js';
import { inScope, type Edition } from './edition.js';
import { badParameter } from './faults.js';
import { readSearch } from './search-document.js';

const defaultLimit = 10;
const largestLimit = 1000;
const largestOffset = 2 ** 31 - 1;

/** Variables of a list's operation (freezer.md §4). `times` says whether the list has times. Throws a Refusal. */
export function listVariables(
  request: IdentifiedRequest,
  bodies: BodyReader,
  edition: Edition,
  times: boolean,
): Readonly<Record<string, unknown>> {
  const marker = parameter(request, 'marker');
  return {
    filter: { ...inScope(edition, request), ...searchFilter(request, bodies, times) },
    first: Math.min(integer(request, 'limit') || defaultLimit, largestLimit),
    offset: Math.min(integer(request, 'offset'), largestOffset),
    ...(marker === undefined ? {} : { marker }),
  };
}

/** The search travels in the body of the GET, or URL-encoded for those who cannot send one. */
function searchFilter(
  request: IdentifiedRequest,
  bodies: BodyReader,
  times: boolean,
): Readonly<Record<string, unknown>> {
  const inQuery = parameter(request, 'search');
  const document = bodies.optional(request) ?? (inQuery === undefined ? {} : bodies.parse(inQuery));
  const { match, matchNot, timeAfter, timeBefore } = readSearch(document, times);
  return {
    ...(match.length + matchNot.length > 0 ? { search: { match, matchNot } } : {}),
    ...(timeAfter === undefined ? {} : { timestampFrom: timeAfter }),
    ...(timeBefore === undefined ? {} : { timestampTo: timeBefore }),
  };
}

function integer(request: IdentifiedRequest, name: string): number {
  const text = parameter(request, name)?.trim();
  if (text === undefined) return 0;
  if (!/^[+-]?\d+$/.test(text)) throw badParameter(name, 'The value must be an integer.');
  const value = Number(text);
  if (value < 0) throw badParameter(name, 'The value must not be negative.');
  return value;
}

/** A parameter without a value counts as absent. */
function parameter({ query }: IdentifiedRequest, name: string): string | undefined {
  return query.get(name) || undefined;
}
