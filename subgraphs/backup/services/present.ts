import { Fault } from '../../kernel/errors/fault.js';

/** A GUID a task cannot do without. NOT_FOUND when what it names was removed since. */
export function present(guid: string | null | undefined, what: string): string {
  if (guid == null) throw new Fault('NOT_FOUND', `The ${what} of this task was removed.`);
  return guid;
}
