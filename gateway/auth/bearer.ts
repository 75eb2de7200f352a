import { anonymous, openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';

/** The part of identity the gateway asks. */
export interface ViewerSource {
  /** `open` while there is no account. */
  mode(): Promise<'open' | 'closed'>;
  /** Who a session or API token stands for; throws UNAUTHENTICATED. */
  viewerOf(token: string): Promise<Viewer>;
}

/** Who sends a request: its token if it has one, the local user in open mode, else nobody. */
export async function viewerOfHeader(source: ViewerSource, authorization: string | undefined): Promise<Viewer> {
  const token = bearerToken(authorization);
  if (token !== undefined) return source.viewerOf(token);
  return (await source.mode()) === 'open' ? openViewer : anonymous;
}

/** The token of an Authorization header after RFC 6750. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}
