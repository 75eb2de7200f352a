/**
 * Every error code the graph may answer (graph.md, "Conventions"), with the HTTP status a REST façade
 * starts from, the level it is logged at and the sentence shown when the real one must stay inside.
 */
export const errorTable = {
  UNAUTHENTICATED: { status: 401, level: 'info', masked: 'Sign in or send a valid token.' },
  FORBIDDEN: { status: 403, level: 'info', masked: 'You may not do this.' },
  BAD_USER_INPUT: { status: 400, level: 'info', masked: 'The input is not valid.' },
  NOT_FOUND: { status: 404, level: 'info', masked: 'It does not exist.' },
  CONFLICT: { status: 409, level: 'info', masked: 'It conflicts with the present state.' },
  RATE_LIMITED: { status: 429, level: 'info', masked: 'Too many requests; try again later.' },
  BACKEND_ERROR: { status: 502, level: 'warn', masked: 'The system behind this part failed.' },
  SUBGRAPH_UNAVAILABLE: { status: 503, level: 'warn', masked: 'A part of the graph is unavailable.' },
  SUBGRAPH_TIMEOUT: { status: 504, level: 'warn', masked: 'A part of the graph did not answer in time.' },
  INTERNAL_SERVER_ERROR: { status: 500, level: 'error', masked: 'An internal error occurred.' },
} as const satisfies Record<string, ErrorRow>;

interface ErrorRow {
  readonly status: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly masked: string;
}

/** A code of the table. */
export type ErrorCode = keyof typeof errorTable;

/** Whether a string from outside is one of our codes. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorTable, code);
}
