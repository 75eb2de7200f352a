import { isStorableText } from '../../kernel/database/storable.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { backupFault, invalid } from './backup-fault.js';
import { readGuid } from './guid.js';

const longestName = 255;

/** A name as it is kept: trimmed, 1 to 255 characters. VALIDATION for anything else. */
export function readName(name: string | null | undefined, field = 'name'): string {
  const trimmed = name?.trim() ?? '';
  if (trimmed.length === 0 || trimmed.length > longestName || !isStorableText(trimmed))
    throw invalid(field, `a text of 1 to ${longestName} characters`);
  return trimmed;
}

/** An optional text as it is kept; an empty one is none. */
export function readText(text: string | null | undefined, field: string, longest = 1024): string | null {
  if (text == null || text === '') return null;
  if (text.length > longest || !isStorableText(text))
    throw invalid(field, `a text of at most ${longest} characters`);
  return text;
}

/** Texts as they are kept, each once, empty ones left out. */
export function readTexts(texts: readonly string[], field: string, most = 1000): string[] {
  const read = [...new Set(texts.flatMap((text) => readText(text, field) ?? []))];
  if (read.length > most) throw invalid(field, `at most ${most} texts`);
  return read;
}

/** A whole number within bounds. VALIDATION for anything else. */
export function readWhole(
  value: LongValue,
  field: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < min || number > max)
    throw invalid(field, max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `from ${min} to ${max}`);
  return number;
}

/** GUIDs as they are kept, each once. REFERENCE_NOT_FOUND for a text that can be none. */
export function readGuids(guids: readonly string[], what: string, field: string): string[] {
  const read = guids.map((guid) => {
    const known = readGuid(guid);
    if (known === undefined) throw missing(what, field, guid);
    return known;
  });
  return [...new Set(read)];
}

/** REFERENCE_NOT_FOUND for what the input refers to and is not there. */
export function missing(what: string, field: string, guid: string): Error {
  return backupFault('REFERENCE_NOT_FOUND', `There is no ${what} ${guid.slice(0, 64)}.`, field);
}

/** What an update makes of a value: what is left out stays, null puts the default. */
export function merged<T>(given: T | null | undefined, stored: T | undefined, usual: T): T {
  if (given === undefined) return stored === undefined ? usual : stored;
  return given ?? usual;
}
