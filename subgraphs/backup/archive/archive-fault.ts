import { Fault } from '../../kernel/errors/fault.js';

/** What can be wrong with where backups are kept, or with what is kept there. */
export const archiveReasons = {
  FULL: 'has no space left',
  GONE: 'is not there',
  FOREIGN: 'belongs to another destination',
  READ_ONLY: 'can only be read',
  UNREADABLE: 'cannot be read or written',
  MISSING: 'does not hold the backup',
  DAMAGED: 'is damaged',
} as const;

/** One of them; it is the `reason` of the fault. */
export type ArchiveReason = keyof typeof archiveReasons;

/** A fault of a place or of a backup in it: "The destination "vault" has no space left." */
export function archiveFault(reason: ArchiveReason, what: string, more = '', cause?: unknown): Fault {
  const name = what.charAt(0).toUpperCase() + what.slice(1);
  return new Fault('BACKEND_ERROR', `${name} ${archiveReasons[reason]}${more && `: ${more}`}.`, {
    details: { reason },
    cause,
  });
}

/** Why an archive could not be read or written; undefined when it is another error. */
export function archiveReasonOf(error: unknown): ArchiveReason | undefined {
  const reason = error instanceof Fault ? error.extensions['reason'] : undefined;
  return typeof reason === 'string' && reason in archiveReasons ? (reason as ArchiveReason) : undefined;
}

const reasonsOfCodes: Readonly<Record<string, ArchiveReason>> = {
  ENOSPC: 'FULL',
  EDQUOT: 'FULL',
  EFBIG: 'FULL',
  EROFS: 'READ_ONLY',
  EACCES: 'READ_ONLY',
  EPERM: 'READ_ONLY',
  ENOENT: 'GONE',
  ENOTDIR: 'GONE',
  ENODEV: 'GONE',
  ESTALE: 'GONE',
  EIO: 'UNREADABLE',
  EMFILE: 'UNREADABLE',
  ENFILE: 'UNREADABLE',
  EBUSY: 'UNREADABLE',
  ETIMEDOUT: 'UNREADABLE',
};

/** Does what touches a place's files; an error of the operating system becomes the place's fault, without a path. */
export async function inPlace<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = reasonsOfCodes[code];
    if (reason === undefined) throw error;
    throw archiveFault(reason, place, '', error);
  }
}
