import { codeOf } from '../../../subgraphs/kernel/errors/fault.js';
import { anonymous, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { Refusal, type LegacyRequest, type Row } from '../route.js';
import { refusal } from './faults.js';
import { memberOf, readJson } from './read-body.js';

/** How the dialect finds out who asks. */
export interface OrchestratorAuth {
  /** `auto` is off while the server is in open mode. */
  readonly mode: 'auto' | 'on' | 'off';
  readonly identity: {
    /** `open` while the server has no accounts. */
    mode(): Promise<'open' | 'closed'>;
    /** Whose session or API token this is; throws UNAUTHENTICATED when it is nobody's or has ended. */
    viewerOf(token: string): Promise<Viewer>;
  };
}

/** Whoever calls while no token is asked for: may do all the old API offers, and nothing beyond it. */
const caller: Viewer = {
  ...anonymous,
  kind: 'dialect',
  userId: 'orchestrator',
  userName: 'orchestrator',
  role: 'operator',
};

/** Finds out who asks; 403 where a token is wanted and none valid is sent (section 9). */
export async function authenticate(
  auth: OrchestratorAuth,
  request: LegacyRequest,
  row: Row | undefined,
): Promise<Viewer> {
  if (auth.mode === 'off' || (auth.mode === 'auto' && (await auth.identity.mode()) === 'open')) return caller;
  if (row === undefined || row.access === 'public') return anonymous;
  const token = tokenOf(request);
  if (token === undefined) throw refusal(403, 'Forbidden');
  try {
    return await auth.identity.viewerOf(token);
  } catch (error) {
    if (codeOf(error) === 'UNAUTHENTICATED') throw refusal(403, 'Forbidden');
    throw error;
  }
}

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
