import type { LegacyRequest } from '../route.js';

/**
 * Text of an answer, byte for byte as the legacy server lays it out (specification, section 1): keys
 * sorted at every level, two-space indent, non-ASCII as `\uXXXX`, no newline at the end. A request made
 * by XMLHttpRequest gets one line. A string is not JSON but plain text.
 */
export function encodeBody(
  body: unknown,
  request: LegacyRequest,
): { readonly text: string; readonly contentType: string } {
  if (typeof body === 'string') return { text: body, contentType: 'text/plain; charset=utf-8' };
  const compact = request.headers['x-requested-with']?.toLowerCase() === 'xmlhttprequest';
  return { text: inAscii(compact ? oneLine(body) : indented(body)), contentType: 'application/json' };
}

/** The engine's own printer is several times as fast as ours, but not every order of keys can be handed to it. */
function indented(body: unknown): string {
  const sorter = new KeySorter();
  const copy = sorter.copy(body);
  return sorter.failed ? indentedBy(body, '\n') : JSON.stringify(copy, undefined, 2);
}

/** Whether all keys of a value, at every level, stand in order. */
function isInOrder(value: unknown): boolean {
  if (!isRecord(value)) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before = '';
  for (const key in value) {
    if (key < before || !isInOrder(value[key])) return false;
    before = key;
  }
  return true;
}

class KeySorter {
  /** Whether a key cannot be put in its place: those that look like numbers always come first. */
  failed = false;

  /** A copy with all keys in order; what is in order already stays as it is. */
  copy(value: unknown): unknown {
    if (!isRecord(value) || isInOrder(value)) return value;
    if (Array.isArray(value)) return value.map((item) => this.copy(item));
    const copy: Record<string, unknown> = {};
    for (const key of sorted(value)) {
      this.failed ||= (key >= '0' && key < ':') || key === '__proto__';
      copy[key] = this.copy(value[key]);
    }
    return copy;
  }
}

function indentedBy(value: unknown, newline: string): string {
  const inner = `${newline}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${value.map((item) => inner + indentedBy(item, inner)).join(',')}${newline}]`;
  }
  if (!isRecord(value)) return scalar(value);
  const members = sortedKeys(value).map((key) => `${inner}${scalar(key)}: ${indentedBy(value[key], inner)}`);
  return members.length === 0 ? '{}' : `{${members.join(',')}${newline}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isRecord(value)) return scalar(value);
  return `{${sortedKeys(value)
    .map((key) => `${scalar(key)}: ${oneLine(value[key])}`)
    .join(', ')}}`;
}

/** The keys with a value, sorted as text. */
function sortedKeys(value: Readonly<Record<string, unknown>>): string[] {
  return sorted(value).filter((key) => value[key] !== undefined);
}

function sorted(value: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(value);
  return keys.every((key, i) => i === 0 || (keys[i - 1] ?? '') < key) ? keys : keys.sort();
}

function scalar(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** Characters beyond ASCII stand only inside strings, so the whole text is escaped at once. */
function inAscii(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
