import { codeOf } from '../../../subgraphs/kernel/errors/fault.js';
import { anonymous, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { LegacyRequest, Row } from '../route.js';
import type { TokenAuth } from '../server-tokens.js';
import { sessionCookie } from '../session-cookie.js';
import { refusal, unauthenticated } from './faults.js';
import { scopeOf } from './tenant-scope.js';

/** Whoever calls while no session is asked for may do all the API offers, and nothing beyond it. */
const unasked: Viewer = {
  ...anonymous,
  kind: 'dialect',
  userId: 'vprotect',
  userName: 'vprotect',
  role: 'operator',
};

/** What the dialect's door needs. */
export interface DoorOptions extends TokenAuth {
  /** Origins of web pages that may use the API from elsewhere. */
  readonly allowedOrigins: readonly string[];
}

/** Whether no session is asked for just now: the server has no accounts, or was told not to. */
export async function asksNobody({ mode, identity }: TokenAuth): Promise<boolean> {
  return mode === 'off' || (mode === 'auto' && (await identity.mode()) === 'open');
}

/**
 * Makes the dialect's door: a session is asked for before anything else, for unknown paths too
 * (vprotect.md 1.6). A call for one project sees nothing beyond it (2.4).
 */
export function authenticator(
  options: DoorOptions,
): (request: LegacyRequest, row: Row | undefined) => Promise<Viewer> {
  return async (request, row) => {
    if (request.method === 'OPTIONS') return anonymous;
    if (await asksNobody(options)) return confined(unasked, request);
    if (row?.access === 'public') return anonymous;
    const token = tokenOf(request);
    if (token === undefined) throw unauthenticated();
    refuseForeignPage(request, options.allowedOrigins);
    return confined(await viewerOf(options, token), request);
  };
}

/** The token of a request: of the session's cookie, or a bearer token. */
export function tokenOf({ headers }: LegacyRequest): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  return bearer ?? sessionCookie(headers['cookie']);
}

async function viewerOf({ identity }: TokenAuth, token: string): Promise<Viewer> {
  try {
    return await identity.viewerOf(token);
  } catch (error) {
    if (codeOf(error) === 'UNAUTHENTICATED') throw unauthenticated();
    throw error;
  }
}

/** The caller within the project of the call. One who is confined himself reaches no other. */
function confined(viewer: Viewer, request: LegacyRequest): Viewer {
  const scope = scopeOf(request);
  if (scope === undefined || scope === viewer.tenantId) return viewer;
  if (viewer.tenantId !== null)
    throw refusal('FORBIDDEN', 'This account belongs to another project than the one asked for');
  return { ...viewer, tenantId: scope };
}

/**
 * Where pages of other origins may come with the cookie, any page could send it along with a change; the
 * browser says where such a request is from.
 */
function refuseForeignPage({ method, headers }: LegacyRequest, allowed: readonly string[]): void {
  const { origin, authorization, host } = headers;
  if (allowed.length === 0 || method === 'GET' || method === 'HEAD') return;
  if (origin === undefined || authorization !== undefined || allowed.includes(origin)) return;
  if (URL.parse(origin)?.host !== host?.toLowerCase())
    throw refusal('FORBIDDEN', 'Web pages of this origin may not use the API');
}
