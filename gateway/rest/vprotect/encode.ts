import type { LegacyRequest } from '../route.js';

/** A file: it goes out as it is. */
export class FileBody {
  constructor(
    readonly bytes: Uint8Array,
    readonly contentType: string,
  ) {}
}

/**
 * Text of an answer. A property without a value is left out and never null (vprotect.md 1.2), at any
 * depth and whatever a shape gives: the texts without the word null are right already, which is nearly
 * all of them. An error is told the path it answers (1.6).
 */
export function encodeBody(body: unknown, { path }: LegacyRequest, status: number): string {
  const whole = status >= 400 && isObject(body) ? { ...body, path: withoutPrefix(path) } : body;
  const text = JSON.stringify(whole) ?? '';
  return text.includes('null') ? withoutNull(whole) : text;
}

/** Text of a part of a list, without its brackets. */
export function encodeItems(items: readonly unknown[]): string {
  const text = JSON.stringify(items);
  return (text.includes('null') ? withoutNull(items) : text).slice(1, -1);
}

/** JSON in which no member and no item is null. */
export function withoutNull(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.filter(hasValue).map(withoutNull);
    return `[${items.join(',')}]`;
  }
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => hasValue(member))
    .map(([key, member]) => `${JSON.stringify(key)}:${withoutNull(member)}`);
  return `{${members.join(',')}}`;
}

function hasValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value !== null && value !== undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutPrefix(path: string): string {
  return path.replace(/^\/api(?=\/|$)/, '') || '/';
}
