import type { BackupParts } from '../services/parts.js';
import type { WorkFunctions } from '../services/work-contract.js';
import { dataWork } from '../services/data-work.js';
import { readInventory } from './read-inventory.js';

/** What does each kind of work. */
export function workFunctions(parts: BackupParts): WorkFunctions {
  return { INDEX: readInventory(parts), ...dataWork(parts) };
}
