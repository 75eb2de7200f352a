import { Fault } from '../../kernel/errors/fault.js';
import { newHexId } from './hex-id.js';
import type { Doc } from './work-row.js';

const longestId = 255;

/** BAD_USER_INPUT that names the key. */
export function wrongValue(key: string, rule: string): Fault {
  return new Fault('BAD_USER_INPUT', `"${key}" ${rule}.`, { details: { field: key } });
}

/** The id a document brings, else a new one; letters, digits, "_" and "-" only. */
export function idOf(key: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return newHexId();
  if (typeof value !== 'string' || value.length > longestId || !/^[\w-]+$/.test(value))
    throw wrongValue(key, `must be at most ${longestId} letters, digits, "_" and "-"`);
  return value;
}

/** An object; BAD_USER_INPUT when it is something else. */
export function objectOf(key: string, value: unknown): Doc {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongValue(key, 'must be a JSON object');
  return value as Doc;
}

/** An integer from `least` on; `otherwise` when there is none. */
export function integerOf(key: string, value: unknown, otherwise: number, least = 0): number {
  if (value === undefined || value === null) return otherwise;
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw wrongValue(key, `must be an integer from ${least} on`);
  return value as number;
}

/** A text; `otherwise` when there is none. */
export function textOf(key: string, value: unknown, otherwise: string): string {
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'string') throw wrongValue(key, 'must be a text');
  return value;
}

/** One of some words; `otherwise` when there is none. */
export function wordOf(key: string, value: unknown, words: readonly string[], otherwise: string): string {
  const word = textOf(key, value, otherwise);
  if (!words.includes(word))
    throw wrongValue(key, `must be one of ${words.map((one) => JSON.stringify(one)).join(', ')}`);
  return word;
}

/** The document without members that are null, which count as absent. */
export function withoutNulls(document: Doc): Doc {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
}

/** The document without these keys. */
export function without(document: Doc, keys: readonly string[]): Doc {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !keys.includes(key)));
}

/** Keys of an answer that come back with a change and change nothing. */
export const answeredKeys: readonly string[] = ['user_id', 'user_name', 'project_id', '_version'];
