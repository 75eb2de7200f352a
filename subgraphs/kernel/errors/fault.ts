import { GraphQLError } from 'graphql';
import { isLostDatabase } from './lost-database.js';
import { errorTable, isErrorCode, type ErrorCode } from './error-table.js';

/** What a fault may carry besides its code; `details` is shown to the caller, `cause` never is. */
export interface FaultOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An error with a code of the table and a sentence that is safe to show: it names the thing and the
 * remedy and holds no secret, address, path or SQL. It is a GraphQLError, so a resolver just throws it.
 */
export class Fault extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: FaultOptions = {}) {
    const originalError = options.cause instanceof Error ? options.cause : null;
    super(message, { extensions: { code, ...options.details }, originalError });
    this.name = 'Fault';
    this.code = code;
  }

  /** HTTP status of the code. */
  get status(): number {
    return errorTable[this.code].status;
  }
}

/**
 * The fault inside an unknown thrown value, however often graphql-js wrapped it; a database that is not
 * there just now is one too. Undefined when there is none.
 */
export function faultOf(error: unknown): Fault | undefined {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; depth++) {
    if (e instanceof Fault) return e;
    if (isLostDatabase(e)) return lostDatabase(e);
    e = e instanceof GraphQLError ? e.originalError : e.cause;
  }
  return undefined;
}

function lostDatabase(cause: Error): Fault {
  return new Fault('SUBGRAPH_UNAVAILABLE', 'The database does not answer just now. Try again in a moment.', {
    cause,
  });
}

/** Code of an unknown thrown value; everything without a code of ours is an internal error. */
export function codeOf(error: unknown): ErrorCode {
  const fault = faultOf(error);
  if (fault) return fault.code;
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined;
  return isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR';
}
