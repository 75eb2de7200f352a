import type { AnswerObject } from './positions.js';

/**
 * Merges what a subgraph gave into the answer. Objects and lists of one length are merged part by part, whatever the
 * order in which fetches end; a null does not take away what another subgraph gave of the same object.
 */
export function mergeInto(target: AnswerObject, source: Readonly<AnswerObject>): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value === undefined || key === '__proto__') continue;
    target[key] = merged(Object.hasOwn(target, key) ? target[key] : undefined, value);
  }
}

/** What becomes of a value that is known already and the same of another fetch. */
export function merged(known: unknown, value: unknown): unknown {
  if (typeof known !== 'object' || known === null) return value;
  if (value === null) return known;
  if (typeof value !== 'object') return value;
  if (Array.isArray(known) && Array.isArray(value)) {
    if (known.length !== value.length) return value;
    return known.map((element, index) => merged(element, value[index]));
  }
  if (Array.isArray(known) || Array.isArray(value)) return value;
  mergeInto(known as AnswerObject, value as AnswerObject);
  return known;
}
