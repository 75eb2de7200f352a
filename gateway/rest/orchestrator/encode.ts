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
  return { text: compact ? oneLine(body) : indented(body, '\n'), contentType: 'application/json' };
}

function indented(value: unknown, newline: string): string {
  const inner = `${newline}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${value.map((item) => inner + indented(item, inner)).join(',')}${newline}]`;
  }
  if (!isRecord(value)) return scalar(value);
  const members = sortedMembers(value).map(
    ([key, member]) => `${inner}${scalar(key)}: ${indented(member, inner)}`,
  );
  return members.length === 0 ? '{}' : `{${members.join(',')}${newline}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isRecord(value)) return scalar(value);
  return `{${sortedMembers(value)
    .map(([key, member]) => `${scalar(key)}: ${oneLine(member)}`)
    .join(', ')}}`;
}

/** Sorted as text: an object of ours would put keys that look like numbers first. */
function sortedMembers(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function scalar(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
