import type { Dialect } from '../route.js';
import { tokenAuthenticator, type TokenAuth } from '../server-tokens.js';
import { orchestratorTokens } from './authenticate.js';
import { encodeBody } from './encode.js';
import { faultOf, obstacleOf } from './faults.js';
import { orchestratorRows } from './routes.js';

const bodyLimit = 1024 * 1024;

/** The CRS4 Orchestrator's REST API over the graph. */
export function createOrchestratorDialect(auth: TokenAuth): Dialect {
  return {
    name: 'orchestrator',
    title: 'Orchestrator (clouds and nodes)',
    rows: orchestratorRows,
    trailingSlash: false,
    bodyLimit,
    owns: (path) => /^\/api\/v[12](\/|$)/.test(path),
    authenticate: tokenAuthenticator(auth, orchestratorTokens),
    encode: encodeBody,
    headers: () => ({}),
    fault: faultOf,
    obstacle: obstacleOf,
  };
}
