import { Refusal, type LegacyRequest } from '../route.js';
import type { TokenRules } from '../server-tokens.js';
import { refusal } from './faults.js';
import { memberOf, readJson } from './read-body.js';

/** Who asks over the Orchestrator's API: 403 where a token is wanted and none valid is sent (section 9). */
export const orchestratorTokens: TokenRules = {
  caller: 'orchestrator',
  tokenOf,
  refused: () => refusal(403, 'Forbidden'),
};

/** The token of a request: the body wins over the query, the query over the header. */
export function tokenOf(request: LegacyRequest): string | undefined {
  const found = [bodyToken(request), request.query.get('auth_token'), request.headers['x-auth-token']];
  return found.find((token) => typeof token === 'string' && token !== '') ?? undefined;
}

function bodyToken({ body }: LegacyRequest): string | undefined {
  try {
    const token = memberOf(readJson(body), 'auth_token');
    return typeof token === 'string' ? token : undefined;
  } catch (error) {
    // A malformed body has no token; its row says what is wrong with it.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
