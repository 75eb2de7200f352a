import type { BackupParts } from '../services/parts.js';
import type { WorkFunctions } from '../services/work-contract.js';

/** What does each kind of work. */
export function workFunctions(_parts: BackupParts): WorkFunctions {
  return {};
}
