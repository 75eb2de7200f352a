import { createHash } from 'node:crypto';
import { codeOf } from '../../../subgraphs/kernel/errors/fault.js';
import { anonymous, type Role, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { LegacyRequest } from '../route.js';
import type { SignInAccounts } from './identity-rows.js';
import { roleOf } from './roles.js';
import type { ProxyList } from '../proxy-list.js';

/** Who a caller is; undefined when he is nobody. */
export type IdentityMode = (request: LegacyRequest) => Viewer | undefined | Promise<Viewer | undefined>;

/** The accounts of this server, as far as the dialect asks them. */
export interface ServerAccounts extends SignInAccounts {
  /** `open` while there is none. */
  mode(): Promise<'open' | 'closed'>;
}

/** Identity of a caller as the legacy records keep it. */
export interface FreezerUser {
  readonly userId: string;
  readonly userName: string | null;
  readonly projectId: string | null;
  /** What he may do in version 2; null is nothing. */
  readonly role: Role | null;
}

/** Ids are kept in indexed columns. */
const longestId = 255;

/**
 * Mode `none`: the identity headers if they are sent, else `anonymous`; without a project among them the
 * one in the path, as version 2 has it (freezer.md §9).
 */
export function openIdentity(): IdentityMode {
  return (request) => {
    const userId = header(request, 'x-user-id');
    const user =
      userId === undefined
        ? { userId: 'anonymous', userName: null, projectId: project(request), role: 'operator' as const }
        : claimed(request, userId);
    return viewerOf({ ...user, projectId: user.projectId ?? request.params['project'] ?? null });
  };
}

/** Mode `auto`: like `none` while the server has no account; from then on a session or API token of this server. */
export function serverIdentity(accounts: ServerAccounts): IdentityMode {
  const open = openIdentity();
  return async (request) => {
    if ((await accounts.mode()) === 'open') return open(request);
    const token = tokenOf(request);
    if (token === undefined) return undefined;
    try {
      return await accounts.viewerOf(token);
    } catch (error) {
      if (codeOf(error) === 'UNAUTHENTICATED') return undefined;
      throw error;
    }
  };
}

/** Mode `static`: a token of the table, by its SHA-256 in hexadecimal. Identity headers are not looked at. */
export function staticIdentity(tokens: ReadonlyMap<string, FreezerUser>): IdentityMode {
  return (request) => {
    const token = tokenOf(request);
    const user = token === undefined ? undefined : tokens.get(sha256(token));
    return user && viewerOf(user);
  };
}

/** Mode `trusted-headers`: what a proxy at one of these addresses says. */
export function trustedHeaderIdentity(proxies: ProxyList): IdentityMode {
  return (request) => {
    if (!proxies.has(request.address)) return undefined;
    const status = header(request, 'x-identity-status');
    const userId = header(request, 'x-user-id');
    if (userId === undefined || (status !== undefined && status !== 'Confirmed')) return undefined;
    const roles = header(request, 'x-roles') ?? header(request, 'x-role');
    const user = claimed(request, userId);
    return viewerOf(roles === undefined ? user : { ...user, role: roleOf(roles.split(',')) });
  };
}

/** Digest under which a token is looked up, so that no comparison tells how much of a token was right. */
export function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token a request carries, if any. */
export function tokenOf(request: LegacyRequest): string | undefined {
  return header(request, 'x-auth-token') ?? header(request, 'x-storage-token');
}

function claimed(request: LegacyRequest, userId: string): FreezerUser {
  return {
    userId,
    userName: header(request, 'x-user-name') ?? header(request, 'x-user') ?? null,
    projectId: project(request),
    role: 'operator',
  };
}

function project(request: LegacyRequest): string | null {
  return header(request, 'x-project-id') ?? header(request, 'x-tenant-id') ?? null;
}

/** A header's text: Node hands bytes over as Latin-1, the middleware of Keystone sends UTF-8. */
function header(request: LegacyRequest, name: string): string | undefined {
  const value = request.headers[name]?.trim();
  if (!value) return undefined;
  const text = Buffer.from(value, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? value : text;
}

/**
 * The caller a user is; undefined when an id is too long or holds a comma: a repeated header arrives
 * joined by one, so one of them was forged, or none can be told from the other.
 */
export function viewerOf({ userId, userName, projectId, role }: FreezerUser): Viewer | undefined {
  const ids = [userId, projectId ?? ''];
  if (ids.some((id) => id.includes(',') || Buffer.byteLength(id) > longestId)) return undefined;
  return { ...anonymous, kind: 'dialect', role, userId, userName, tenantId: projectId };
}
