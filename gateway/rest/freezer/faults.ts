import {
  Refusal,
  type GraphError,
  type IdentifiedRequest,
  type LegacyRequest,
  type Obstacle,
  type Row,
} from '../route.js';

/**
 * An error in both dialects at once: `error` is the word of 2015, `title` and `description` are what
 * later clients read (freezer.md §5, "Error body").
 */
function refusal(
  status: number,
  title: string,
  description: string,
  word: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return new Refusal(status, { title, description, error: word, ...more }, headers);
}

/** 400: the body or a document in it is not usable. */
export function badFormat(description: string): Refusal {
  return refusal(400, 'Bad request format', description, 'bad data format');
}

/** 400: a query parameter is not usable; `rule` is a sentence. */
export function badParameter(name: string, rule: string): Refusal {
  return refusal(
    400,
    'Invalid query parameter',
    `The "${name}" query parameter is invalid. ${rule}`,
    'bad data format',
  );
}

/** The body is not JSON: 400, or the original's 753 on request (freezer.md §1). */
export function malformedJson(status753: boolean): Refusal {
  return refusal(
    status753 ? 753 : 400,
    'Malformed JSON',
    'The body is not valid JSON in UTF-8.',
    'bad data format',
  );
}

/** 404: there is no such thing, or it is somebody else's. */
export function notFound(noun: string, id: string): Refusal {
  return refusal(404, 'Not Found', `No ${noun} found with ID:${id}`, 'not found');
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

/** An error in the form of Keystone; other than 401, which is its very own, with the keys of later Freezers too. */
export function keystoneError(
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const title = titles[code] ?? 'Error';
  const error = { code, title, message };
  return new Refusal(code, code === 401 ? { error } : { title, description: message, error }, headers);
}

/** 401 as the Keystone middleware answers it (freezer.md §2). */
export function unauthorized(identityUri: string): Refusal {
  return keystoneError(401, 'The request you have made requires authentication.', {
    'www-authenticate': `Keystone uri="${identityUri.replace(/["\\\r\n]/g, '')}"`,
  });
}

/** 403: known, but not allowed. */
export function forbidden(description: string): Refusal {
  return refusal(403, 'Access Forbidden', description, 'forbidden');
}

/** 405: the body asks for something a session does not do (freezer.md §7). */
export function badMethod(): Refusal {
  const allow = { allow: 'POST, OPTIONS' };
  return refusal(405, 'Bad Method', 'Bad Action Method', 'method not allowed', {}, allow);
}

/** 503: whether a token is valid cannot be found out now (freezer.md §2). */
export function keystoneUnavailable(): Refusal {
  return refusal(
    503,
    'Service Unavailable',
    'The Keystone service is temporarily unavailable.',
    'service unavailable',
    {},
    { 'retry-after': '1' },
  );
}

/** 406 with an empty body: the caller takes no JSON (freezer.md §1, "Accept"). */
export function notAcceptable(): Refusal {
  return new Refusal(406, undefined);
}

/** The answer to errors of the graph. */
export function graphFault(errors: readonly GraphError[], row: Row, request: IdentifiedRequest): Refusal {
  const [error] = errors;
  const { code = 'INTERNAL_SERVER_ERROR', message = '', details = {} } = error ?? {};
  const client = /\/clients(?:\/|$)/.test(row.path);
  const { noun, nativeId, reason } = details;
  switch (code) {
    case 'BAD_USER_INPUT':
      if (reason === 'UNPROCESSABLE')
        return refusal(422, 'Unprocessable Entity', message, 'unprocessable entity');
      return reason === 'MARKER_UNKNOWN' ? badParameter('marker', message) : badFormat(message);
    case 'NOT_FOUND':
      if (typeof noun === 'string') return notFound(noun, String(nativeId));
      return notFound(client ? 'Client' : 'Backup', request.params['id'] ?? '');
    case 'CONFLICT':
      if (typeof noun === 'string') return conflict(noun, `${noun.toLowerCase()}_id`, nativeId);
      return client
        ? conflict('Client', 'client_id', details['clientId'])
        : conflict('Backup data', 'backup_id', details['backupId']);
    case 'UNAUTHENTICATED':
      return unauthorized(`${request.origin}/v3`);
    case 'FORBIDDEN':
      return forbidden(message);
    case 'RATE_LIMITED':
      return refusal(429, 'Too Many Requests', message, 'too many requests', {}, { 'retry-after': '1' });
    case 'SUBGRAPH_UNAVAILABLE':
    case 'SUBGRAPH_TIMEOUT':
      return refusal(
        503,
        'Service Unavailable',
        'The backup records cannot be reached now; try again later.',
        'storage engine',
        {},
        { 'retry-after': '1' },
      );
    default:
      return storageError();
  }
}

/** The answer to a request that never reached a row. */
export function obstacleFault(obstacle: Obstacle, request: LegacyRequest): Refusal {
  switch (obstacle.kind) {
    case 'unknown-path':
      return refusal(404, 'Not Found', 'The Freezer API has nothing under this path.', 'not found');
    case 'wrong-method': {
      const allow = { allow: [...obstacle.allowed, 'OPTIONS'].join(', ') };
      if (request.method === 'OPTIONS') return new Refusal(204, undefined, allow);
      return refusal(
        405,
        '405 Method Not Allowed',
        `This path allows ${allow.allow}.`,
        'method not allowed',
        {},
        allow,
      );
    }
    case 'too-large':
      return refusal(
        413,
        'Request Entity Too Large',
        `The body must not be longer than ${obstacle.limit} bytes.`,
        'bad data format',
      );
    case 'bad-url':
      return badFormat('The address or the length of the request cannot be read.');
    case 'crash':
      return storageError();
  }
}

function conflict(noun: string, name: string, id: unknown): Refusal {
  return refusal(
    409,
    'Document already existing',
    `${noun} already existing (${String(id)})`,
    'document already exists',
    { [name]: id },
  );
}

function storageError(): Refusal {
  return refusal(
    500,
    'Internal Storage Error',
    'The request could not be carried out; the log of the server says why.',
    'storage engine',
  );
}
