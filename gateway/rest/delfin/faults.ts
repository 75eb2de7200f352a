import {
  Refusal,
  type GraphError,
  type IdentifiedRequest,
  type LegacyRequest,
  type Obstacle,
  type Row,
} from '../route.js';
import { delfinErrors, isDelfinCode, type DelfinCode } from './error-table.js';

/** An error in Delfin's shape: code, message and arguments, in this order (delfin.md §6). */
export function refusal(
  code: DelfinCode,
  args: readonly string[] = [],
  status: number = delfinErrors[code].status,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const { message } = delfinErrors[code];
  const text = message.replace('{0}', () => args[0] ?? '');
  return new Refusal(status, { error_code: code, error_msg: text, error_args: args }, headers);
}

/** 400: the body or a parameter breaks a rule; `detail` says which. */
export function invalidInput(detail: string): Refusal {
  return refusal('InvalidInput', [detail]);
}

/** 401: the server is closed and the request carries no valid token. Delfin has no word of its own for it. */
export function unauthenticated(): Refusal {
  return refusal('NotAuthorized', [], 401, { 'www-authenticate': 'Bearer' });
}

/** What errors of the graph become. Its reason is the code wherever it is one of Delfin's. */
export function graphFault(errors: readonly GraphError[], _row: Row, _request: IdentifiedRequest): Refusal {
  const error = errors.find(({ details }) => isDelfinCode(details['reason'])) ?? errors[0];
  if (!error) return refusal('DelfinException');
  const { reason, args } = error.details;
  if (isDelfinCode(reason)) return refusal(reason, Array.isArray(args) ? args.map(String) : []);
  switch (error.code) {
    case 'BAD_USER_INPUT':
      return invalidInput(error.message);
    case 'NOT_FOUND':
      return refusal('NotFound');
    case 'UNAUTHENTICATED':
      return unauthenticated();
    case 'FORBIDDEN':
      return refusal('NotAuthorized');
    case 'CONFLICT':
      return new Refusal(409, { error_code: 'DelfinException', error_msg: error.message, error_args: [] });
    case 'BACKEND_ERROR':
      return refusal('StorageBackendException', [error.message]);
    case 'RATE_LIMITED':
      return refusal('DelfinException', [], 429, { 'retry-after': '1' });
    case 'SUBGRAPH_UNAVAILABLE':
    case 'SUBGRAPH_TIMEOUT':
      return refusal('DelfinException', [], 503, { 'retry-after': '1' });
    default:
      return refusal('DelfinException');
  }
}

/** The answer to a request that reached no row (delfin.md §1): 404 whatever is wrong, and 200 for OPTIONS. */
export function obstacleFault(obstacle: Obstacle, request: LegacyRequest): Refusal {
  switch (obstacle.kind) {
    case 'unknown-path':
    case 'wrong-method':
      return request.method === 'OPTIONS' && /^\/v1(\/|$)/.test(request.path)
        ? new Refusal(200, undefined)
        : refusal('NotFound');
    case 'too-large':
      return refusal('InvalidInput', [`The body must not be longer than ${obstacle.limit} bytes.`], 413);
    case 'bad-url':
      return refusal('BadRequest');
    case 'crash':
      return refusal('DelfinException');
  }
}
