import type { LegacyRequest } from '../route.js';
import type { TokenRules } from '../server-tokens.js';
import { unauthenticated } from './faults.js';

/** Who asks over the Delfin API: 401 where a token is wanted and none valid is sent. */
export const delfinTokens: TokenRules = { caller: 'delfin', tokenOf, refused: unauthenticated };

/** The token of a request: a bearer token, or the header that OpenStack's clients send. */
export function tokenOf({ headers }: LegacyRequest): string | undefined {
  const bearer = /^bearer +(\S+)$/i.exec(headers['authorization']?.trim() ?? '')?.[1];
  return bearer ?? (headers['x-auth-token'] || undefined);
}
