import { backupFault } from './backup-fault.js';

const uniqueViolation = '23505';

/** Runs work that writes a unique name; NAME_NOT_UNIQUE when another has it. */
export async function withUniqueName<R>(what: string, name: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw backupFault('NAME_NOT_UNIQUE', `A ${what} named "${name}" already exists.`, 'name');
  }
}

/** Whether the database refused a row because of another. */
function isUniqueViolation(error: unknown): boolean {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; depth++) {
    if ('code' in e && e.code === uniqueViolation) return true;
    e = e.cause;
  }
  return false;
}
