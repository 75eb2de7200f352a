import { codeOf } from '../../subgraphs/kernel/errors/fault.js';
import { anonymous, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { LegacyRequest, Refusal, Row } from './route.js';

/** How a dialect that takes this server's own tokens finds out who asks. */
export interface TokenAuth {
  /** `auto` is off while the server is in open mode. */
  readonly mode: 'auto' | 'on' | 'off';
  readonly identity: {
    /** `open` while the server has no accounts. */
    mode(): Promise<'open' | 'closed'>;
    /** Whose session or API token this is; throws UNAUTHENTICATED when it is nobody's or has ended. */
    viewerOf(token: string): Promise<Viewer>;
  };
}

/** What a dialect has of its own about it. */
export interface TokenRules {
  /** Name of whoever calls while no token is asked for. */
  readonly caller: string;
  /** The token of a request. */
  readonly tokenOf: (request: LegacyRequest) => string | undefined;
  /** The answer where a token is wanted and none valid is sent. */
  readonly refused: () => Refusal;
}

/** Finds out who asks. Whoever calls while no token is asked for may do all the old API offers, and nothing beyond it. */
export function tokenAuthenticator(
  { mode, identity }: TokenAuth,
  { caller, tokenOf, refused }: TokenRules,
): (request: LegacyRequest, row: Row | undefined) => Promise<Viewer> {
  const unasked: Viewer = {
    ...anonymous,
    kind: 'dialect',
    userId: caller,
    userName: caller,
    role: 'operator',
  };
  return async (request, row) => {
    if (mode === 'off' || (mode === 'auto' && (await identity.mode()) === 'open')) return unasked;
    if (row === undefined || row.access === 'public') return anonymous;
    const token = tokenOf(request);
    if (token === undefined) throw refused();
    try {
      return await identity.viewerOf(token);
    } catch (error) {
      if (codeOf(error) === 'UNAUTHENTICATED') throw refused();
      throw error;
    }
  };
}
