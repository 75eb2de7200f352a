import {
  Refusal,
  type GraphError,
  type IdentifiedRequest,
  type LegacyRequest,
  type Obstacle,
  type Row,
} from '../route.js';

/** What programs are told, with the status it usually comes with (vprotect.md 1.6). */
const errorStatuses = {
  UNAUTHENTICATED: 401,
  BAD_CREDENTIALS: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  REFERENCE_NOT_FOUND: 400,
  VALIDATION: 400,
  NAME_NOT_UNIQUE: 409,
  RULE_LIMIT: 409,
  IN_USE: 409,
  INVALID_STATE: 409,
  ENTITY_NOT_PRESENT: 400,
  NOT_RESTORABLE: 400,
  INTERNAL: 500,
} as const;

/** A code of the API. */
export type VprotectCode = keyof typeof errorStatuses;

/** One property of a body that is wrong. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** An answer of the API to something wrong, before it is known to which path it goes. */
export interface ErrorBody {
  readonly status: number;
  readonly code: VprotectCode;
  readonly message: string;
  readonly fields?: readonly FieldFault[];
}

/** An error in the API's shape; `encode` adds the path. */
export function refusal(
  code: VprotectCode,
  message: string,
  options: {
    readonly status?: number;
    readonly fields?: readonly FieldFault[];
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Refusal {
  const status = options.status ?? errorStatuses[code];
  const body: ErrorBody = {
    status,
    code,
    message: oneLine(message),
    ...(options.fields && options.fields.length > 0 ? { fields: options.fields } : {}),
  };
  return new Refusal(status, body, options.headers);
}

/** 400: what was sent breaks a rule. */
export function invalid(message: string, fields?: readonly FieldFault[]): Refusal {
  return refusal('VALIDATION', message, fields ? { fields } : {});
}

/** 404: what the path names is not there, or belongs to another project. */
export function notFound(what: string): Refusal {
  return refusal('NOT_FOUND', `There is no such ${what}`);
}

/** 401: there is no session, or it is over. */
export function unauthenticated(): Refusal {
  return refusal('UNAUTHENTICATED', 'There is no valid session. Log in first');
}

/** Error codes of the graph that say all there is to say. */
const byGraphCode: Readonly<Record<string, (error: GraphError) => Refusal>> = {
  UNAUTHENTICATED: unauthenticated,
  FORBIDDEN: ({ message }) => refusal('FORBIDDEN', message),
  BAD_USER_INPUT: (error) => refusal('VALIDATION', error.message, { fields: fieldsOf(error) }),
  NOT_FOUND: ({ message }) => refusal('NOT_FOUND', message),
  CONFLICT: ({ message }) => refusal('INVALID_STATE', message),
  BACKEND_ERROR: ({ message }) => refusal('INTERNAL', message),
  RATE_LIMITED: ({ message, details }) =>
    refusal('INVALID_STATE', message, { status: 429, headers: retryAfter(details['retryAfter']) }),
};

/** What errors of the graph become. Their `reason` is the code wherever it is one of the API's. */
export function graphFault(errors: readonly GraphError[], _row: Row, _request: IdentifiedRequest): Refusal {
  const error = errors.find(({ details }) => isCode(details['reason'])) ?? errors[0];
  if (!error) return crash();
  const { reason } = error.details;
  if (isCode(reason)) return refusal(reason, error.message, { fields: fieldsOf(error) });
  return byGraphCode[error.code]?.(error) ?? crash();
}

/** The answer to a request that never reached a row. */
export function obstacleFault(obstacle: Obstacle, { method }: LegacyRequest): Refusal {
  switch (obstacle.kind) {
    case 'unknown-path':
      return refusal('NOT_FOUND', 'There is nothing at this path');
    case 'wrong-method': {
      const headers = { allow: obstacle.allowed.join(', ') };
      if (method === 'OPTIONS') return new Refusal(204, undefined, headers);
      return refusal('VALIDATION', `This path does not answer ${method}`, { status: 405, headers });
    }
    case 'too-large':
      return refusal('VALIDATION', `The body must not be larger than ${obstacle.limit} bytes`, {
        status: 413,
      });
    case 'bad-url':
      return invalid('The request could not be read');
    case 'crash':
      return crash();
  }
}

/** The header that says when to come again, in whole seconds. */
export function retryAfter(seconds: unknown): Readonly<Record<string, string>> {
  return { 'retry-after': typeof seconds === 'number' ? String(Math.ceil(seconds)) : '1' };
}

function crash(): Refusal {
  return refusal('INTERNAL', 'An internal error occurred');
}

function isCode(reason: unknown): reason is VprotectCode {
  return typeof reason === 'string' && Object.hasOwn(errorStatuses, reason);
}

function fieldsOf({ details, message }: GraphError): readonly FieldFault[] {
  const { field } = details;
  return typeof field === 'string' ? [{ field, message: oneLine(message) }] : [];
}

/** Short, one line and no HTML: clients show it as it is. */
function oneLine(message: string): string {
  const plain = message
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/[<>]/g, '')
    .trim()
    .replace(/\.$/, '');
  return plain.length <= 300 ? plain : `${plain.slice(0, 299)}…`;
}
