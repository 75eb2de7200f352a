import { isStorableText } from './storable.js';

/** PostgreSQL types a list can be ordered by, each with what it can read. */
const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
  integer: (value: unknown) => isIntegerOf(32, value),
  bigint: (value: unknown) => isIntegerOf(64, value),
  text: (value: unknown) => typeof value === 'string' && isStorableText(value),
  timestamptz: isInstant,
  uuid: (value: unknown) =>
    typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
};

/** Whether PostgreSQL can cast a cursor's value, which a client may have made up, to a type. */
export function fitsCursorType(type: string, value: unknown): boolean {
  const check = checks[type];
  if (!check) throw new Error(`Cursors cannot hold the type "${type}" yet.`);
  return check(value);
}

function isIntegerOf(bits: 32 | 64, value: unknown): boolean {
  const whole = typeof value === 'number' ? Number.isSafeInteger(value) : isDigits(value);
  return whole && BigInt.asIntN(bits, BigInt(value as number | string)) === BigInt(value as number | string);
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d{1,19}$/.test(value);
}

/** An instant as PostgreSQL writes it, such as `2026-11-21 07:31:27.123+00`. */
function isInstant(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^(?!0000)\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d(?::\d\d)?)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
