import type { ConfigOf } from '../../../subgraphs/kernel/config/row.js';
import type { Dialect, LegacyRequest } from '../route.js';
import { tokenAuthenticator, type TokenAuth } from '../server-tokens.js';
import { delfinTokens } from './authenticate.js';
import type { delfinConfig } from './config.js';
import { encodeBody } from './encode.js';
import { graphFault, obstacleFault } from './faults.js';
import { delfinRows } from './routes.js';

/** Room for the greatest body there can be: two keys of 65,535 characters. */
const bodyLimit = 512 * 1024;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the dialect is made with. */
export interface DelfinOptions {
  readonly config: ConfigOf<typeof delfinConfig>;
  readonly identity: TokenAuth['identity'];
  /** Whether another dialect has a path below `/v1/` on the main port. */
  readonly ownedElsewhere: (path: string) => boolean;
}

/** The SODA Delfin API, version 1. */
export function createDelfinDialect({ config, identity, ownedElsewhere }: DelfinOptions): Dialect {
  const auth: TokenAuth = { mode: config.auth, identity };
  return {
    name: 'delfin',
    title: 'Delfin API (storage)',
    rows: delfinRows(config.maxLimit),
    trailingSlash: false,
    bodyLimit,
    owns: (path) => path.startsWith('/v1/') && !ownedElsewhere(path),
    authenticate: tokenAuthenticator(auth, delfinTokens),
    encode: (body) => ({ text: encodeBody(body), contentType: 'application/json' }),
    headers: ({ requestId }) => ({
      'x-compute-request-id': `req-${uuid.test(requestId) ? requestId : crypto.randomUUID()}`,
    }),
    fault: graphFault,
    obstacle: obstacleFault,
    method: withoutHead,
  };
}

/** The original knows no HEAD: it is answered like a method that no row has. */
function withoutHead({ method }: LegacyRequest): string {
  return method === 'HEAD' ? 'PATCH' : method;
}
