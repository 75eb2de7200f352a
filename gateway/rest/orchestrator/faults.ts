import {
  Refusal,
  type GraphError,
  type IdentifiedRequest,
  type LegacyRequest,
  type Obstacle,
  type Row,
} from '../route.js';
import { noAssignments } from './shapes.js';

/** The error codes of the dialect and what each always says (specification, section 3). */
const legacyCodes = {
  400: { short: 'Bad Request', long: 'Bad request syntax or unsupported method' },
  403: { short: 'Forbidden', long: 'Request forbidden -- authorization will not help' },
  405: { short: 'Method Not Allowed', long: 'Specified method is invalid for this resource' },
  413: { short: 'Request Entity Too Large', long: 'Entity is too large' },
  500: { short: 'Internal Server Error', long: 'Server got itself in trouble' },
  501: { short: 'Not Implemented', long: 'Server does not support this operation' },
  503: { short: 'Service Unavailable', long: 'The server cannot process the request due to a high load' },
} as const;

/** A status the dialect answers errors with. */
export type LegacyCode = keyof typeof legacyCodes;

const invalidCloud = 'Cloud not valid or wrong path';

/** An error in the dialect's shape: always these five keys. */
export function refusal(
  code: LegacyCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const { short, long } = legacyCodes[code];
  return new Refusal(
    code,
    { message, status: 'error', status_code: code, status_long_message: long, status_short_message: short },
    headers,
  );
}

/** An unknown path: two keys only. */
export function pageNotFound(): Refusal {
  return new Refusal(404, { message: 'Page not found', status: 'error' });
}

/** Whether a row is the one that starts nodes, whose failures have words of their own. */
function isStart(row: Row): boolean {
  return row.path.startsWith('/api/v1/vm/start');
}

/** Whether a row shows the assignment service's inventory, which is empty while that is down (section 12). */
function isInventory(row: Row): boolean {
  return row.path.startsWith('/api/v1/vm/status');
}

const byReason: Readonly<Record<string, (error: GraphError, row: Row) => Refusal>> = {
  UNKNOWN_CLOUD: () => refusal(500, invalidCloud),
  UNKNOWN_IMAGE: () => refusal(500, 'Something went wrong no useful image id here'),
  UNKNOWN_SIZE: () => refusal(500, 'Something went wrong no useful size id here'),
  UNKNOWN_NODE: () => refusal(400, 'no useful node id here'),
  UNKNOWN_ASSIGNMENT: () => refusal(400, 'Node not found'),
  ASSIGNMENT_REFUSED: (error) => refusal(400, error.message || 'unknown'),
  NOT_SUPPORTED: () => refusal(400, 'Cloud not valid'),
  HOST_DOWN: (error, row) =>
    isInventory(row) ? new Refusal(200, noAssignments()) : refusal(503, error.message),
};

/** What the graph's error becomes on this row. */
export function faultOf(errors: readonly GraphError[], row: Row, _request: IdentifiedRequest): Refusal {
  const error = errors.find(({ details }) => typeof details['reason'] === 'string') ?? errors[0];
  if (!error) return refusal(500, invalidCloud);
  if (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN') return refusal(403, 'Forbidden');
  if (error.code === 'RATE_LIMITED') return refusal(503, error.message, retryAfter(error));
  const known = byReason[String(error.details['reason'])];
  if (known) return known(error, row);
  if (isStart(row)) return refusal(500, `Something went wrong ${error.message}`);
  if (error.code === 'BAD_USER_INPUT') return invalidInput(error.message);
  return refusal(500, invalidCloud);
}

/** A body that fails validation; the prefix is part of the contract, the detail is free. */
export function invalidInput(detail: string): Refusal {
  return refusal(400, `Some key doesn't validate the schema - ${detail}`);
}

/** The answer to a request that reached no row. */
export function obstacleOf(obstacle: Obstacle, request: LegacyRequest): Refusal {
  switch (obstacle.kind) {
    case 'unknown-path':
      return knownMethods.has(request.method) ? pageNotFound() : refusal(405, 'Method not allowed');
    case 'wrong-method':
      if (hasNoCloud(request.path)) return pageNotFound();
      return knownMethods.has(request.method)
        ? refusal(501, 'Not implemented')
        : refusal(405, 'Method not allowed');
    case 'too-large':
      return refusal(413, `The body must not be larger than ${obstacle.limit} bytes`);
    case 'bad-url':
      return refusal(400, 'The request could not be read');
    case 'crash':
      return refusal(500, 'An internal error occurred');
  }
}

/** A path that ends where the cloud should be is not the one without a cloud. */
function hasNoCloud(path: string): boolean {
  return path.endsWith('/') && !/^\/(api\/v1\/)?$/.test(path);
}

const knownMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
]);

function retryAfter(error: GraphError): Readonly<Record<string, string>> {
  const seconds = error.details['retryAfter'];
  return typeof seconds === 'number' ? { 'retry-after': String(Math.ceil(seconds)) } : {};
}
