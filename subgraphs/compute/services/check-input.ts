import { isStorable, isStorableText } from '../../kernel/database/storable.js';
import { Fault } from '../../kernel/errors/fault.js';

const longest = 1024;
const longestKey = 200;

/** Refuses a text that is empty, too long or cannot be stored; BAD_USER_INPUT names the field. */
export function checkText(field: string, value: string): void {
  if (value === '' || value.length > longest || !isStorableText(value)) {
    throw new Fault(
      'BAD_USER_INPUT',
      `"${field}" must be 1 to ${longest} characters without NUL or halves of surrogate pairs.`,
    );
  }
}

/** The same for a text that may be absent. */
export function checkOptionalText(field: string, value: string | null | undefined): void {
  if (value != null) checkText(field, value);
}

/** Refuses a value that is not an object the database can keep. */
export function checkObject(
  field: string,
  value: unknown,
): asserts value is Readonly<Record<string, unknown>> | null | undefined {
  const isObject = value == null || (typeof value === 'object' && !Array.isArray(value));
  if (!isObject || !isStorable(value))
    throw new Fault(
      'BAD_USER_INPUT',
      `"${field}" must be an object, at most 64 levels deep, without NUL characters.`,
    );
}

/** The key as a task takes it; undefined when there is none. */
export function checkedKey(idempotencyKey: string | null | undefined): string | undefined {
  if (idempotencyKey == null) return undefined;
  if (idempotencyKey === '' || idempotencyKey.length > longestKey || !isStorableText(idempotencyKey)) {
    throw new Fault('BAD_USER_INPUT', `"idempotencyKey" must be 1 to ${longestKey} characters.`);
  }
  return idempotencyKey;
}

/** Refuses a request that names no machine, or by a text no machine can have. */
export function checkNodeNamed(input: {
  readonly nodeId?: string | null | undefined;
  readonly hostName?: string | null | undefined;
}): void {
  if (input.nodeId == null && input.hostName == null)
    throw new Fault('BAD_USER_INPUT', 'Name the node by "nodeId" or "hostName".', {
      details: { reason: 'NODE_NOT_NAMED' },
    });
  for (const field of ['nodeId', 'hostName'] as const) {
    if (!isStorableText(input[field] ?? ''))
      throw new Fault('BAD_USER_INPUT', `"${field}" must not hold NUL or halves of surrogate pairs.`);
  }
}
