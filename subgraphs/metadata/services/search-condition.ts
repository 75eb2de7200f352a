import { sql, type RawBuilder } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { phrasePrefix } from './search-index.js';
import { hasPunctuation, marked, signsKey, valueKey, wordKey, wordsOf } from './search-words.js';

/** A value a field is compared with. */
export type SearchValue = string | number | boolean | null;

/** One wish of a search: a leaf name, or `_all` for every value, and what must stand there. */
export interface SearchTerm {
  readonly field: string;
  readonly value: SearchValue;
}

/** A search: every term of `match` must match and none of `matchNot` (freezer.md §4). */
export interface Search {
  readonly match?: readonly SearchTerm[] | null | undefined;
  readonly matchNot?: readonly SearchTerm[] | null | undefined;
}

/** A further way in which a term matches a row, such as a derived value; undefined when there is none. */
export type DerivedMatch = (term: SearchTerm) => RawBuilder<boolean> | undefined;

const mostTerms = 100;

/** The condition of a search on a table with the columns `search` and `phrases`. Throws BAD_USER_INPUT for an unusable one. */
export function searchCondition(
  search: Search,
  derived: DerivedMatch = () => undefined,
): RawBuilder<boolean> {
  const match = search.match ?? [];
  const matchNot = search.matchNot ?? [];
  if (match.length + matchNot.length > mostTerms)
    throw new Fault('BAD_USER_INPUT', `A search holds at most ${mostTerms} terms.`);
  const conditions = [
    ...match.map((term) => oneTerm(term, derived)),
    ...matchNot.map((term) => sql<boolean>`not ${oneTerm(term, derived)}`),
  ];
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

function oneTerm(term: SearchTerm, derived: DerivedMatch): RawBuilder<boolean> {
  refuseUnstorable(term);
  const stored =
    typeof term.value === 'string'
      ? textCondition(term.field, term.value)
      : holdsKeys([valueKey(fieldOf(term.field), term.value)]);
  const other = derived(term);
  return other ? sql<boolean>`(${stored} or ${other})` : sql<boolean>`(${stored})`;
}

function textCondition(name: string, text: string): RawBuilder<boolean> {
  const field = fieldOf(name);
  const words = wordsOf(text);
  if (words.length === 0) return holdsKeys([signsKey(field, text)]);
  const phrases = text.split(/\s+/).filter(hasPunctuation);
  const keys = holdsKeys([...new Set(words)].map((word) => wordKey(field, word)));
  return sql<boolean>`${sql.join([keys, ...phrases.map((phrase) => holdsPhrase(field, phrase))], sql` and `)}`;
}

function holdsKeys(keys: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`search @> ${keys}::text[]`;
}

function holdsPhrase(field: string, phrase: string): RawBuilder<boolean> {
  const where = field === '' ? sql`true` : sql`starts_with(phrase, ${phrasePrefix(field)})`;
  return sql<boolean>`exists (select from unnest(phrases) as phrase where ${where} and position(${marked(phrase)} in phrase) > 0)`;
}

function fieldOf(name: string): string {
  return name === '_all' ? '' : name;
}

function refuseUnstorable({ field, value }: SearchTerm): void {
  if (field === '') throw new Fault('BAD_USER_INPUT', 'A search term needs the name of a field.');
  const texts = typeof value === 'string' ? [field, value] : [field];
  if (texts.some((text) => text.includes('\0')))
    throw new Fault('BAD_USER_INPUT', 'A search must not hold NUL characters.');
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Fault('BAD_USER_INPUT', 'A search compares with finite numbers.');
}
