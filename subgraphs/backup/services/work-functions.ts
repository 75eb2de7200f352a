import type { BackupParts } from './parts.js';
import type { WorkFunctions } from './work-contract.js';
import { dataWork } from './data-work.js';
import { readInventory } from '../tasks/read-inventory.js';

/** What does each kind of work. */
export function workFunctions(parts: BackupParts): WorkFunctions {
  return { INDEX: readInventory(parts), ...dataWork(parts) };
}
