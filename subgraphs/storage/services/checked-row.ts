import { isStorableText } from '../../kernel/database/storable.js';
import { DriverFault } from '../drivers/driver-fault.js';
import type { InventoryColumn } from '../entities/inventory-column.js';

/** A row by SQL name, as it can be stored. */
export type CheckedRow = Readonly<Record<string, string | number | boolean | null>>;

/** Longest texts, in bytes: what fits into an index of PostgreSQL, alone or beside another key. */
const longestText = 2600;
const longestKey = 1000;
const int64 = 2n ** 63n;

/**
 * Reads what a driver told of one thing: foreign data, of which only the known fields count. Throws
 * InvalidResults naming the field, not its content, when it has another type than its column.
 */
export function checkedRow(listed: object, columns: readonly InventoryColumn[], where: string): CheckedRow {
  if (typeof listed !== 'object' || listed === null || Array.isArray(listed))
    throw new DriverFault('InvalidResults', [`The driver did not tell ${where} as an object.`]);
  const fields = listed as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    columns.map(({ field, column, type }) => [column, checkedValue(fields[field], type, field, where)]),
  );
}

/** One native id of a thing or of a member. */
export function checkedKey(value: unknown, field: string, where: string): string {
  if (typeof value !== 'string' || value === '') throw wrong(field, where, 'is not a text');
  return checkedText(value, longestKey, field, where);
}

function checkedValue(
  value: unknown,
  type: InventoryColumn['type'],
  field: string,
  where: string,
): string | number | boolean | null {
  if (type === 'key') return checkedKey(value, field, where);
  if (value === undefined || value === null) return null;
  if (type === 'bigint') return checkedInteger(value, field, where);
  if (type === 'boolean') {
    if (typeof value !== 'boolean') throw wrong(field, where, 'is not true or false');
    return value;
  }
  if (typeof value !== 'string') throw wrong(field, where, 'is not a text');
  return checkedText(value, longestText, field, where);
}

function checkedText(text: string, longest: number, field: string, where: string): string {
  if (!isStorableText(text)) throw wrong(field, where, 'has a broken encoding');
  if (Buffer.byteLength(text) > longest) throw wrong(field, where, `is longer than ${longest} bytes`);
  return text;
}

function checkedInteger(value: unknown, field: string, where: string): number | string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const digits = typeof value === 'bigint' || (typeof value === 'string' && /^-?\d{1,19}$/.test(value));
  if (!digits) throw wrong(field, where, 'is not a whole number');
  const integer = BigInt(value);
  if (integer >= int64 || integer < -int64) throw wrong(field, where, 'does not fit 64 bits');
  return integer.toString();
}

function wrong(field: string, where: string, what: string): DriverFault {
  return new DriverFault('InvalidResults', [`The field "${field}" of ${where} ${what}.`]);
}
