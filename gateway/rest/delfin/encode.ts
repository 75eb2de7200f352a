import { JsonText } from '../../../schema/json-text.js';

/**
 * Text of an answer as the original writes it: blanks behind commas and colons, everything beyond ASCII
 * as `\uXXXX`. No client should depend on that (delfin.md §1), but scripts that search the text do.
 */
export function encodeBody(body: unknown): string {
  // What is beyond ASCII can only be in a string.
  return spaced(body).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function spaced(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  let members = '';
  for (const key of Object.keys(value)) {
    const member: unknown = value[key as keyof typeof value];
    if (member !== undefined) members += `${members === '' ? '' : ', '}${keyText(key)}: ${spaced(member)}`;
  }
  return `{${members}}`;
}

/** Texts of keys, which are the same in every object of a list; others are not kept without end. */
const keyTexts = new Map<string, string>();
const mostKeys = 1000;

function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (keyTexts.size < mostKeys) keyTexts.set(key, text);
  return text;
}
