import { z } from 'zod';
import { faultOf } from '../../../subgraphs/kernel/errors/fault.js';
import { newToken } from '../../../subgraphs/kernel/identity/token.js';
import type { LoginOrigin } from '../../../subgraphs/kernel/identity/sign-in.js';
import type { Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { ProxyList } from '../proxy-list.js';
import { HeadedBody, type IdentifiedRequest, type LegacyRequest, type StaticRow } from '../route.js';
import { sessionCookieName } from '../session-cookie.js';
import { asksNobody, tokenOf, type DoorOptions } from './authenticate.js';
import { refusal, retryAfter } from './faults.js';
import { readBody } from './read-body.js';
import { sessionInfo } from './session-shape.js';

/** The accounts of this server, as far as sessions need them. */
export interface SessionAccounts {
  /** Begins a session; throws UNAUTHENTICATED, or RATE_LIMITED with `retryAfter` in seconds. */
  login(
    name: string,
    password: string,
    origin: LoginOrigin,
  ): Promise<{ readonly token: string; readonly viewer: Viewer }>;
  /** Ends the session a viewer came by; BAD_USER_INPUT when it is none. */
  logout(viewer: Viewer): Promise<void>;
}

/** What the rows of sessions are made with. */
export interface SessionOptions extends DoorOptions {
  readonly accounts: SessionAccounts;
  /** Proxies whose word on TLS counts. */
  readonly proxies: ProxyList;
  /** IANA zone in which web interfaces show times. */
  readonly timeZone: string;
}

const secret = z.string('must be a text').min(1, 'must not be empty').max(4096, 'is too long');
const loginBody = z.object({ login: secret, password: secret });
const tokenBody = z.object({ token: secret });

/** Login, logout and who is logged in (vprotect.md 2.1). */
export function sessionRows(options: SessionOptions): StaticRow[] {
  const whoAmI = ({ viewer }: IdentifiedRequest): object => sessionInfo(viewer, options.timeZone);
  return [
    {
      method: 'POST',
      path: '/session/login',
      access: 'public',
      status: 200,
      document: {
        summary: 'Logs in; the session travels in the cookie JSESSIONID.',
        body: loginBody,
        errors: { 400: 'A member is missing.', 401: 'The pair is wrong.', 429: 'Too many failures.' },
      },
      answer: (request) => login(options, request),
    },
    {
      method: 'POST',
      path: '/session/login-with-token',
      access: 'public',
      status: 200,
      document: {
        summary: 'Logs in with an API token of this server, which is then the session.',
        body: tokenBody,
        errors: { 400: 'A member is missing.', 401: 'The token is not valid.' },
      },
      answer: (request) => loginWithToken(options, request),
    },
    {
      method: 'POST',
      path: '/session/logout',
      access: 'public',
      status: 204,
      document: { summary: 'Ends the session; also when it was over already.' },
      answer: (request) => logout(options, request),
    },
    {
      method: 'GET',
      path: '/session',
      access: 'dialect',
      status: 204,
      document: { summary: 'Says whether the session is valid.', errors: { 401: 'It is not.' } },
      answer: () => undefined,
    },
    ...['/session/user', '/user-info'].map((path): StaticRow => ({
      method: 'GET',
      path,
      access: 'dialect',
      status: 200,
      document: { summary: 'Who is logged in.' },
      answer: whoAmI,
    })),
  ];
}

async function login(options: SessionOptions, request: LegacyRequest): Promise<HeadedBody> {
  const { login: name, password } = readBody(loginBody, request);
  const { identity, accounts } = options;
  // Without accounts everybody is let in, as by the other doors; the cookie stands for nobody.
  if ((await identity.mode()) === 'open' && (await asksNobody(options)))
    return withCookie(options, request, newToken('session').token, undefined);
  try {
    const { token, viewer } = await accounts.login(name, password, {
      requestId: request.requestId,
      address: request.address,
      userAgent: request.headers['user-agent'] ?? null,
    });
    return withCookie(options, request, token, viewer);
  } catch (error) {
    throw refusalOf(error, 'The login or the password is wrong');
  }
}

async function loginWithToken(options: SessionOptions, request: LegacyRequest): Promise<HeadedBody> {
  const { token } = readBody(tokenBody, request);
  try {
    return withCookie(options, request, token, await options.identity.viewerOf(token));
  } catch (error) {
    throw refusalOf(error, 'The token is not valid');
  }
}

async function logout(options: SessionOptions, request: LegacyRequest): Promise<HeadedBody> {
  const token = tokenOf(request);
  if (token !== undefined) {
    try {
      await options.accounts.logout(await options.identity.viewerOf(token));
    } catch (error) {
      // It may be over already; an API token stays what it is and only leaves the cookie.
      if (!/^(?:UNAUTHENTICATED|NOT_FOUND|BAD_USER_INPUT)$/.test(faultOf(error)?.code ?? '')) throw error;
    }
  }
  return new HeadedBody(undefined, { 'set-cookie': cookieOf(options, request, '', '; Max-Age=0') });
}

function withCookie(
  options: SessionOptions,
  request: LegacyRequest,
  token: string,
  viewer: Viewer | undefined,
): HeadedBody {
  return new HeadedBody(sessionInfo(viewer, options.timeZone), {
    'set-cookie': cookieOf(options, request, token, ''),
    'cache-control': 'no-store',
  });
}

/** Over plain HTTP it is never `Secure`: Python clients would not send it back (2.2). */
function cookieOf(options: SessionOptions, request: LegacyRequest, token: string, end: string): string {
  const secure = cameOverTls(request, options.proxies);
  const site = secure && options.allowedOrigins.length > 0 ? 'None' : 'Lax';
  return `${sessionCookieName}=${token}; Path=/; HttpOnly; SameSite=${site}${secure ? '; Secure' : ''}${end}`;
}

function cameOverTls({ origin, address, headers }: LegacyRequest, proxies: ProxyList): boolean {
  if (origin.startsWith('https:')) return true;
  const said = headers['x-forwarded-proto']?.split(',')[0]?.trim().toLowerCase();
  return said === 'https' && proxies.has(address);
}

function refusalOf(error: unknown, wrong: string): unknown {
  const fault = faultOf(error);
  switch (fault?.code) {
    case 'UNAUTHENTICATED':
      return refusal('BAD_CREDENTIALS', wrong);
    case 'RATE_LIMITED':
      return refusal('BAD_CREDENTIALS', fault.message, {
        status: 429,
        headers: retryAfter(fault.extensions['retryAfter']),
      });
    case 'SUBGRAPH_UNAVAILABLE':
      return refusal('INTERNAL', fault.message, { headers: { 'retry-after': '1' } });
    default:
      return error;
  }
}
