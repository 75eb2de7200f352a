import { hasPunctuation, marked, signsKey, valueKey, wordKey, wordsOf } from './search-words.js';

/** What is kept beside a document so that a search finds it by an index. */
export interface SearchIndex {
  /** Keys of every leaf value, under its field and under any. */
  readonly keys: readonly string[];
  /** Field and marked value of the texts with punctuation, for queries that hold some too. */
  readonly phrases: readonly string[];
}

/** The search index of a document: the leaves of objects and arrays at any depth, named by the nearest key. */
export function searchIndexOf(document: object): SearchIndex {
  const keys = new Set<string>();
  const phrases = new Set<string>();
  const pending: [field: string, value: unknown][] = Object.entries(document);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [field, value] = next;
    if (Array.isArray(value)) for (const item of value) pending.push([field, item]);
    else if (typeof value === 'object' && value !== null)
      for (const member of Object.entries(value)) pending.push(member);
    else {
      for (const key of leafKeys(field, value as Leaf)) keys.add(key);
      if (typeof value === 'string' && hasPunctuation(value) && wordsOf(value).length > 0)
        phrases.add(phrasePrefix(field) + marked(value));
    }
  }
  return { keys: [...keys], phrases: [...phrases] };
}

/** What the phrases of one field begin with, and those of no other field. */
export function phrasePrefix(field: string): string {
  return `${JSON.stringify(field)}\u0002`;
}

type Leaf = string | number | boolean | null;

function leafKeys(field: string, value: Leaf): string[] {
  const fields = [field, ''];
  if (value === null) return fields.map((f) => valueKey(f, null));
  if (typeof value !== 'string')
    return fields.flatMap((f) => [valueKey(f, value), ...wordsOf(String(value)).map((w) => wordKey(f, w))]);
  const words = wordsOf(value);
  const same = valueOfText(value);
  return fields.flatMap((f) => [
    ...words.map((w) => wordKey(f, w)),
    ...(words.length === 0 ? [signsKey(f, value)] : []),
    ...(same === undefined ? [] : [valueKey(f, same)]),
  ]);
}

/** Real documents write numbers and booleans as texts too; a search by value finds both. */
function valueOfText(text: string): number | boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
}
