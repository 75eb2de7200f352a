import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { errorTable, isErrorCode, type ErrorCode } from '../../subgraphs/kernel/errors/error-table.js';
import { currentRequestId, type Log } from '../../subgraphs/kernel/log/log.js';

const longestMessage = 500;

/** Codes of Apollo Server that say whose mistake it is; clients of persisted queries rely on theirs as it is. */
const apolloCodes: Readonly<Record<string, ErrorCode | undefined>> = {
  GRAPHQL_PARSE_FAILED: 'BAD_USER_INPUT',
  GRAPHQL_VALIDATION_FAILED: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  BAD_REQUEST: 'BAD_USER_INPUT',
};
const keptCodes = new Set(['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED']);

/** The one place where errors become what clients see: a code of the table, the subgraph, the request id, and nothing else. */
export class PublicErrors {
  constructor(private readonly log: Log) {}

  /** A formatted error as it may leave. Anything without a code of ours is logged and masked. */
  format(error: GraphQLFormattedError, cause?: unknown): GraphQLFormattedError {
    const { stacktrace: _stack, serviceName, code: given, ...details } = error.extensions ?? {};
    const requestId = currentRequestId();
    const extensions: Record<string, unknown> = {
      ...details,
      ...(typeof serviceName === 'string' ? { subgraph: serviceName } : {}),
      ...(requestId === undefined ? {} : { requestId }),
    };
    const place = {
      ...(error.locations ? { locations: error.locations } : {}),
      ...(error.path ? { path: error.path } : {}),
    };
    if (typeof given === 'string' && keptCodes.has(given))
      return { message: error.message, ...place, extensions: { ...extensions, code: given } };
    const code = isErrorCode(given) ? given : typeof given === 'string' ? apolloCodes[given] : undefined;
    // Apollo gives its own failures this code too, with their raw text.
    const isForeign = code === 'INTERNAL_SERVER_ERROR' && error.message !== errorTable[code].masked;
    if (code === undefined || isForeign) {
      this.log.error({ err: cause ?? error }, 'An operation failed');
      return {
        message: errorTable.INTERNAL_SERVER_ERROR.masked,
        ...place,
        extensions: { ...ids(extensions), code: 'INTERNAL_SERVER_ERROR' },
      };
    }
    return { message: publicMessage(error.message), ...place, extensions: { ...extensions, code } };
  }

  /** A result whose errors may leave. */
  result(result: ExecutionResult): ExecutionResult {
    const { data, errors } = result;
    if (!errors) return data === undefined ? {} : { data };
    const shown = errors.map((error) => {
      const { message, path, extensions } = this.format(error.toJSON(), error.originalError ?? error);
      return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? {} });
    });
    return { ...(data === undefined ? {} : { data }), errors: shown };
  }
}

function ids(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { subgraph, requestId } = extensions;
  return {
    ...(subgraph === undefined ? {} : { subgraph }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** A message without suggestions, which would tell names of the schema, and of bounded length. */
export function publicMessage(given: string): string {
  const message = given.replace(/ Did you mean .*\?$/s, '');
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
}
