import type { DelfinRow } from './delfin-tables.js';

/** Why something of a Delfin database cannot be taken: a sentence without a value that may be secret. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** A column that holds a text; null when it is absent or null. */
export function textOf(row: DelfinRow, column: string): string | null {
  const value = row[column];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  throw new Refusal(`Its column ${column} does not hold a text.`);
}

/** A column that holds a whole number of at most 64 bits, as its digits. */
export function integerOf(row: DelfinRow, column: string): string | null {
  const text = textOf(row, column);
  if (text === null || text === '') return null;
  if (!/^-?\d{1,19}$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
    throw new Refusal(`Its column ${column} does not hold a whole number.`);
  return text;
}

/** A column that holds a port or the like. */
export function smallIntegerOf(row: DelfinRow, column: string): number | null {
  const text = integerOf(row, column);
  return text === null ? null : Number(text);
}

/** Whether a column says yes, in the spelling of whichever database it comes from. */
export function isYes(row: DelfinRow, column: string): boolean {
  const value = row[column];
  const word = typeof value === 'string' || typeof value === 'bigint' ? value.toString() : '';
  return ['1', 't', 'true'].includes(word.toLowerCase());
}

/** A time, which Delfin keeps in UTC without saying so; null when it is absent or no time. */
export function timeOf(row: DelfinRow, column: string): string | null {
  const text = typeof row[column] === 'string' ? row[column] : '';
  const [, day, time] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?:Z|\+00(?::00)?)?$/.exec(text) ?? [];
  const instant = `${day}T${time}Z`;
  return day === undefined || Number.isNaN(Date.parse(instant)) ? null : instant;
}

/** A column that holds a JSON object as text; undefined when it holds none or an empty one. */
export function objectOf(row: DelfinRow, column: string): Readonly<Record<string, unknown>> | undefined {
  const text = textOf(row, column);
  if (text === null || text.trim() === '') return undefined;
  const value = parsed(text);
  if (value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Refusal(`Its column ${column} does not hold a JSON object.`);
  return Object.keys(value).length === 0 ? undefined : (value as Readonly<Record<string, unknown>>);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The secret behind Delfin's encoding, which is base64 of UTF-8, once. Undefined when the text is nothing of the
 * kind, because Delfin ran with another `delfin_cryptor`.
 */
export function decodedSecret(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
