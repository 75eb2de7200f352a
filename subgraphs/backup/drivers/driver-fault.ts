import type { ErrorCode } from '../../kernel/errors/error-table.js';
import { Fault } from '../../kernel/errors/fault.js';

interface FaultRow {
  /** Whether the same call may succeed a little later. */
  readonly later: boolean;
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Everything a hypervisor manager can fail with, sorted once: what may pass by itself (`later`, a
 * BACKEND_ERROR, which the task engine tries again) and what is wrong and stays wrong.
 */
const rows = {
  UNREACHABLE: { later: true, code: 'BACKEND_ERROR', message: 'The hypervisor manager cannot be reached' },
  TOO_SLOW: { later: true, code: 'BACKEND_ERROR', message: 'The hypervisor manager did not answer in time' },
  BUSY: { later: true, code: 'BACKEND_ERROR', message: 'The hypervisor manager is busy' },
  FAILED: { later: true, code: 'BACKEND_ERROR', message: 'The hypervisor manager failed' },
  UNAUTHORIZED: {
    later: false,
    code: 'CONFLICT',
    message: 'The hypervisor manager does not accept its credentials',
  },
  ADDRESS_REFUSED: {
    later: false,
    code: 'BAD_USER_INPUT',
    message: 'The address of the hypervisor manager has no host, or one that may not be reached',
  },
  BAD_ANSWER: {
    later: false,
    code: 'CONFLICT',
    message: 'The answer of the hypervisor manager is not understood',
  },
  NOT_SUPPORTED: { later: false, code: 'CONFLICT', message: 'The hypervisor manager cannot do this' },
  REFUSED: { later: false, code: 'CONFLICT', message: 'The hypervisor manager refuses this' },
  MACHINE_GONE: { later: false, code: 'CONFLICT', message: 'The machine or disk is no longer there' },
  SNAPSHOT_GONE: { later: false, code: 'CONFLICT', message: 'The snapshot is no longer there' },
  OUTCOME_UNKNOWN: {
    later: false,
    code: 'CONFLICT',
    message: 'Nobody can tell whether the hypervisor manager has done this',
  },
  UNEXPECTED: { later: false, code: 'CONFLICT', message: 'The driver failed unexpectedly' },
} as const satisfies Record<string, FaultRow>;

/** Why a driver failed. */
export type DriverFaultCode = keyof typeof rows;

/** All of them. */
export const driverFaultCodes = Object.keys(rows) as readonly DriverFaultCode[];

/**
 * The one error a driver throws on purpose. `detail` is shown to people: it completes the sentence and
 * holds no secret and no address; what the far side really said goes into `cause`, which is logged.
 */
export class DriverFault extends Error {
  override readonly name = 'DriverFault';

  constructor(
    readonly code: DriverFaultCode,
    readonly detail?: string,
    options?: ErrorOptions,
  ) {
    super(detail === undefined ? `${rows[code].message}.` : `${rows[code].message}: ${detail}.`, options);
  }

  /** Whether the same call may succeed a little later. */
  get later(): boolean {
    return rows[this.code].later;
  }
}

/** What was thrown around a driver as tasks and callers see it; `extensions.reason` is its code. */
export function faultOfDriver(error: unknown): unknown {
  if (!(error instanceof DriverFault)) return error;
  return new Fault(rows[error.code].code, error.message, { details: { reason: error.code }, cause: error });
}

/** Runs work with a driver: what that fails with becomes the fault of its code, everything else stays as it is. */
export async function withDriverFaults<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw faultOfDriver(error);
  }
}
