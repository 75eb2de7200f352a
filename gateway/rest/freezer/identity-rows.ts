import { faultOf } from '../../../subgraphs/kernel/errors/fault.js';
import type { LoginOrigin } from '../../../subgraphs/kernel/identity/sign-in.js';
import type { Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { HeadedBody, Refusal, type LegacyRequest, type StaticRow } from '../route.js';
import { keystoneError } from './faults.js';
import { rowDocuments as documents } from './row-documents.js';
import { identityVersion, tokenDocument } from './identity-documents.js';
import { isOurDomain, projectFor, readSignIn, type SignInRequest } from './sign-in-request.js';

/** The accounts of this server, as far as signing in needs them. */
export interface SignInAccounts {
  /** Begins a session; throws UNAUTHENTICATED, or RATE_LIMITED with `retryAfter` in seconds. */
  login(
    name: string,
    password: string,
    origin: LoginOrigin,
  ): Promise<{ readonly token: string; readonly viewer: Viewer }>;
  /** Whose session or API token this is; throws UNAUTHENTICATED. */
  viewerOf(token: string): Promise<Viewer>;
}

/**
 * As much of an identity service as the `freezer` command needs, over the accounts of this server
 * (freezer.md §9, "Standalone identity"). Its errors are Keystone's.
 */
export function identityRows(accounts: SignInAccounts): StaticRow[] {
  return [
    {
      method: 'GET',
      path: '/v3',
      access: 'public',
      status: 200,
      document: documents.identityVersion,
      answer: ({ origin }) => identityVersion(origin),
    },
    {
      method: 'POST',
      path: '/v3/auth/tokens',
      access: 'public',
      status: 201,
      document: documents.signIn,
      answer: (request) => signIn(accounts, request),
    },
  ];
}

async function signIn(accounts: SignInAccounts, request: LegacyRequest): Promise<HeadedBody> {
  const wish = readSignIn(bodyOf(request));
  if (!wish)
    throw keystoneError(400, 'A sign-in names one method, "password" or "token", and its user or token.');
  const { token, viewer } = await identified(accounts, wish, request);
  const project = projectFor(viewer, wish.scope);
  if (project === undefined) throw refused();
  const [method] = wish.identity.methods;
  return new HeadedBody(tokenDocument({ viewer, method, project }, request.origin), {
    'x-subject-token': token,
    vary: 'X-Auth-Token',
    'cache-control': 'no-store',
  });
}

async function identified(
  accounts: SignInAccounts,
  { identity }: SignInRequest,
  { requestId, address, headers }: LegacyRequest,
): Promise<{ readonly token: string; readonly viewer: Viewer }> {
  try {
    if ('token' in identity)
      return { token: identity.token.id, viewer: await accounts.viewerOf(identity.token.id) };
    const { name, password, domain } = identity.password.user;
    if (!isOurDomain(domain)) throw refused();
    return await accounts.login(name, password, {
      requestId,
      address,
      userAgent: headers['user-agent'] ?? null,
    });
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  const fault = faultOf(error);
  switch (fault?.code) {
    case 'UNAUTHENTICATED':
      return refused();
    case 'RATE_LIMITED': {
      const { retryAfter } = fault.extensions;
      return keystoneError(429, fault.message, {
        'retry-after': typeof retryAfter === 'number' ? String(retryAfter) : '1',
      });
    }
    case 'SUBGRAPH_UNAVAILABLE':
      return keystoneError(503, fault.message, { 'retry-after': '1' });
    default:
      return error;
  }
}

/** The same for an unknown user, a wrong password and a project out of reach. */
function refused(): Refusal {
  return keystoneError(401, 'The request you have made requires authentication.');
}

function bodyOf({ body }: LegacyRequest): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw keystoneError(400, 'The body is not valid JSON in UTF-8.');
  }
}
