import type { ErrorCode } from '../../kernel/errors/error-table.js';
import { Fault } from '../../kernel/errors/fault.js';

/** What the legacy API calls a mistake of the caller (vprotect.md 1.6), and what the graph calls it. */
const codes = {
  VALIDATION: 'BAD_USER_INPUT',
  REFERENCE_NOT_FOUND: 'BAD_USER_INPUT',
  ENTITY_NOT_PRESENT: 'BAD_USER_INPUT',
  NOT_RESTORABLE: 'BAD_USER_INPUT',
  NOT_FOUND: 'NOT_FOUND',
  NAME_NOT_UNIQUE: 'CONFLICT',
  RULE_LIMIT: 'CONFLICT',
  IN_USE: 'CONFLICT',
  INVALID_STATE: 'CONFLICT',
} as const satisfies Record<string, ErrorCode>;

/** A code of the legacy API; it travels as `reason`. */
export type BackupFaultReason = keyof typeof codes;

/** A fault with the legacy code as `reason`; `field` names the member of the input that is wrong. */
export function backupFault(reason: BackupFaultReason, message: string, field?: string): Fault {
  return new Fault(codes[reason], message, { details: field === undefined ? { reason } : { reason, field } });
}

/** VALIDATION for a member of the input. */
export function invalid(field: string, must: string): Fault {
  return backupFault('VALIDATION', `"${field}" must be ${must}.`, field);
}

/** NOT_FOUND for something the caller names. */
export function notFound(what: string): Fault {
  return backupFault('NOT_FOUND', `There is no such ${what}.`);
}
