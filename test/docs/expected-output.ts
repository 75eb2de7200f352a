import assert from 'node:assert/strict';
import type { PageBlock } from '../support/pages.js';

/**
 * What differs from run to run and is not compared, in this order: UUIDs, random ids of 32 hexadecimal
 * digits, times (RFC 3339 and HTTP), and the numbers of event cursors.
 */
const changing: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b[0-9a-f]{32}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, '<time>'],
  [/\b(core|compute|metadata|storage)\.\d+\b/g, '$1.<n>'],
];

/** Stands for anything: a JSON value as `"…"`, a part of a line of text, or lines when alone on a line. */
const anything = '…';

/**
 * Compares what a block printed with the `json` or `text` block that follows it. JSON is compared by
 * value, one document or one a line; text line by line, trailing blanks left out.
 */
export function assertOutput(printed: string, expected: Pick<PageBlock, 'language' | 'text'>): void {
  if (expected.language === 'json') {
    const [actual, wanted] = [readJson(normalised(printed)), readJson(normalised(expected.text))];
    assert.deepEqual(hideAnything(actual, wanted), wanted);
    return;
  }
  const [actual, wanted] = [trimmed(normalised(printed)), trimmed(normalised(expected.text))];
  if (!linesPattern(wanted).test(`${actual}\n`)) assert.equal(actual, wanted);
}

/** The text without what differs from run to run. */
export function normalised(text: string): string {
  return changing.reduce((rest, [pattern, name]) => rest.replaceAll(pattern, name), text);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line): unknown => JSON.parse(line));
  }
}

/** `actual` with "…" where `wanted` has it, so that both are equal there. */
function hideAnything(actual: unknown, wanted: unknown): unknown {
  if (wanted === anything && actual !== undefined) return anything;
  if (Array.isArray(actual) && Array.isArray(wanted))
    return actual.map((item, at) => hideAnything(item, wanted[at]));
  if (!isRecord(actual) || !isRecord(wanted)) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, hideAnything(value, wanted[key])]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function trimmed(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

function linesPattern(wanted: string): RegExp {
  const lines = wanted.split('\n').map((line) => {
    if (line.trim() === anything) return '(?:.*\\n)*?';
    return `${line.split(anything).map(escaped).join('.*')}\\n`;
  });
  return new RegExp(`^${lines.join('')}$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
