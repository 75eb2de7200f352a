/** A number that is not written as an integer, such as `22.0` or `1e3`; Delfin tells it from one that is. */
export class Decimal {
  constructor(readonly value: number) {}
}

/** A JSON value as it was written: integers are numbers, or bigints beyond 2^53. */
export type JsonValue = null | boolean | string | number | bigint | Decimal | JsonValue[] | JsonRecord;

/** A JSON object; its keys may be anything, `__proto__` too, so read them with `memberOf`. */
export interface JsonRecord {
  [key: string]: JsonValue;
}

/** Reads a JSON text. Throws a SyntaxError when it is none. */
export function parseJson(text: string): JsonValue {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' ? numberOf(value, context?.source ?? String(value)) : value;
  return JSON.parse(text, reviver) as JsonValue;
}

/** Whether a value is a JSON object. */
export function isRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

/** A member of an object that it has itself. */
export function memberOf(record: JsonRecord, key: string): JsonValue | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The value as JavaScript keeps it: decimals as numbers, great integers as text. */
export function plainValue(value: JsonValue): unknown {
  if (value instanceof Decimal) return value.value;
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plainValue);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainValue(member)]));
}

function numberOf(value: number, source: string): number | bigint | Decimal {
  if (!/^-?\d+$/.test(source)) return new Decimal(value);
  return Number.isSafeInteger(value) ? value : BigInt(source);
}
