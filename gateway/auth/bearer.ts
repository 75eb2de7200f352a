import { codeOf } from '../../subgraphs/kernel/errors/fault.js';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { sessionCookie } from '../rest/session-cookie.js';

/** The part of identity the gateway asks. */
export interface ViewerSource {
  /** Who a token stands for; without one the local user in open mode, else nobody. Throws UNAUTHENTICATED. */
  identify(token: string | undefined): Promise<Viewer>;
  /** Calls `ended` once when the viewer's credential stops being valid; returns the way to stop watching. */
  onceEnded(viewer: Viewer, ended: () => void): () => void;
}

/** The token of an Authorization header after RFC 6750. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

/**
 * Who sends a request: the bearer of its token, else of its session cookie. A cookie that is no longer
 * valid is like none, because a browser goes on sending it; a token is answered with UNAUTHENTICATED.
 */
export function identifyRequest(
  viewers: ViewerSource,
  authorization: string | undefined,
  cookie: string | undefined,
): Promise<Viewer> {
  const token = bearerToken(authorization);
  const session = token === undefined ? sessionCookie(cookie) : undefined;
  return session === undefined ? viewers.identify(token) : identifySession(viewers, session);
}

async function identifySession(viewers: ViewerSource, session: string): Promise<Viewer> {
  try {
    return await viewers.identify(session);
  } catch (error) {
    if (codeOf(error) !== 'UNAUTHENTICATED') throw error;
    return viewers.identify(undefined);
  }
}
