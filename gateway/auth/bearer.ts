import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';

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
