import { createHash } from 'node:crypto';

const word = /[\p{L}\p{M}\p{N}_.-]+/gu;
const longestKey = 200;
const mark = '\u0001';

/** The words of a text in lower case: runs of letters, digits and `_ - .` (freezer.md §4). */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(word) ?? [];
}

/** Whether a text holds anything but words and blanks, so that words alone do not tell it. */
export function hasPunctuation(text: string): boolean {
  return text.replace(word, '').trim() !== '';
}

/**
 * A text with the edges of its words marked and blanks reduced: one text occurs in another "as whole
 * words" exactly when its marked form is a part of the other's.
 */
export function marked(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').replace(word, `${mark}$&${mark}`);
}

/** Key of "this word occurs under this field"; the empty field stands for any. */
export function wordKey(field: string, oneWord: string): string {
  return key('w', oneWord, field);
}

/** Key of "this number, boolean or null stands under this field". */
export function valueKey(field: string, value: number | boolean | null): string {
  return key('v', String(value), field);
}

/** Key of "this text without any word stands under this field". */
export function signsKey(field: string, text: string): string {
  return key('s', createHash('sha256').update(text).digest('base64url'), field);
}

/** The first part holds no blank, so two different keys are never the same text; long ones are digested for the index. */
function key(kind: string, value: string, field: string): string {
  const whole = `${kind}${value} ${field}`;
  return whole.length <= longestKey ? whole : `#${createHash('sha256').update(whole).digest('base64url')}`;
}
