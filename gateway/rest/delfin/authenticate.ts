import { codeOf } from '../../../subgraphs/kernel/errors/fault.js';
import { anonymous, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { LegacyRequest, Row } from '../route.js';
import { unauthenticated } from './faults.js';

/** How the dialect finds out who asks. */
export interface DelfinAuth {
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
  userId: 'delfin',
  userName: 'delfin',
  role: 'operator',
};

/** Finds out who asks; 401 where a token is wanted and none valid is sent. */
export async function authenticate(
  auth: DelfinAuth,
  request: LegacyRequest,
  row: Row | undefined,
): Promise<Viewer> {
  if (auth.mode === 'off' || (auth.mode === 'auto' && (await auth.identity.mode()) === 'open')) return caller;
  if (row === undefined || row.access === 'public') return anonymous;
  const token = tokenOf(request);
  if (token === undefined) throw unauthenticated();
  try {
    return await auth.identity.viewerOf(token);
  } catch (error) {
    if (codeOf(error) === 'UNAUTHENTICATED') throw unauthenticated();
    throw error;
  }
}

/** The token of a request: a bearer token, or the header that OpenStack's clients send. */
export function tokenOf({ headers }: LegacyRequest): string | undefined {
  const bearer = /^bearer +(\S+)$/i.exec(headers['authorization']?.trim() ?? '')?.[1];
  return bearer ?? (headers['x-auth-token'] || undefined);
}
