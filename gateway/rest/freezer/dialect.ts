import { encodeJson } from '../../../schema/json-text.js';
import type { ConfigOf } from '../../../subgraphs/kernel/config/row.js';
import type { Dialect, LegacyRequest } from '../route.js';
import { authenticator, identityMode } from './authenticate.js';
import { BodyReader } from './body.js';
import type { freezerConfig } from './config.js';
import { graphFault, obstacleFault } from './faults.js';
import type { ServerAccounts } from './identity-mode.js';
import type { KeystoneTokens } from './keystone-tokens.js';
import { freezerRows } from './routes.js';
import { wantsSpellings } from './spellings.js';

const ownPaths =
  /^\/(?:healthcheck\/?|v1\/?|v1\/health\/?|v1\/(?:backups|clients|jobs|actions|sessions)(?:\/.*)?|v2(?:\/.*)?)?$/;
const identityPaths = /^\/v3(?:\/auth\/tokens)?\/?$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The Freezer API, versions 1 and 2. `keystone` is asked in the mode of that name and
 * closed with the dialect. Throws a ConfigError when its identity mode lacks something.
 */
export function createFreezerDialect(
  config: ConfigOf<typeof freezerConfig>,
  accounts: ServerAccounts,
  keystone?: KeystoneTokens,
): Dialect {
  const isIdentityService = config.identity === 'auto';
  const identityUri = config.identityUri ?? (keystone ? config.authUrl : undefined);
  return {
    name: 'freezer',
    title: 'Freezer API',
    rows: freezerRows(
      {
        bodies: new BodyReader(config.status753),
        spellings: (request) => wantsSpellings(config.spellings, request),
      },
      isIdentityService ? accounts : undefined,
    ),
    trailingSlash: true,
    bodyLimit: config.bodyBytes,
    owns: (path) => ownPaths.test(path) || (isIdentityService && identityPaths.test(path)),
    authenticate: authenticator(identityMode(config, { accounts, keystone }), identityUri),
    encode: (body, request, status) => ({
      text: typeof body === 'string' ? body : encodeJson(body),
      contentType: contentTypeOf(body, request, status),
    }),
    headers: ({ requestId }) => ({
      'x-openstack-request-id': `req-${uuid.test(requestId) ? requestId : crypto.randomUUID()}`,
    }),
    fault: graphFault,
    obstacle: obstacleFault,
    method: overriddenMethod,
    close: () => keystone?.close() ?? Promise.resolve(),
  };
}

function contentTypeOf(body: unknown, { path }: LegacyRequest, status: number): string {
  if (typeof body === 'string') return 'text/plain; charset=utf-8';
  return status === 200 && /^\/v[12]\/?$/.test(path)
    ? 'application/json-home'
    : 'application/json; charset=utf-8';
}

/** UPDATE means PATCH; those who cannot send it say so in a header of a POST (freezer.md §1). */
function overriddenMethod({ method, headers }: LegacyRequest): string {
  if (method !== 'POST') return method;
  const wanted = headers['x-http-method-override']?.trim().toUpperCase();
  if (wanted === 'UPDATE' || wanted === 'PATCH') return 'PATCH';
  return wanted === 'PUT' ? 'PUT' : 'POST';
}
