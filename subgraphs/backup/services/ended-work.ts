import type { EndedTask } from '../../kernel/tasks/contract.js';
import type { WorkFacts, WorkInput } from './work-contract.js';

/** A task that has ended, with its facts. */
export interface EndedWork {
  readonly ended: EndedTask<WorkInput>;
  readonly facts: WorkFacts;
  /** Name of the node it ran on; null when it never started. */
  readonly place: string | null;
  /** One line for people. */
  readonly info: string;
}

/** The GUIDs one field of these works names. */
export function guidsOf(
  works: readonly EndedWork[],
  field: 'backupGuid' | 'restoreJobGuid' | 'vmGuid',
): string[] {
  return [...new Set(works.flatMap(({ facts }) => facts[field] ?? []))];
}
