import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from no page, from one of the server's own or from one of an allowed origin. Browsers that
 * leave the origin out tell by `Sec-Fetch-Site` that it is another's.
 */
export function comesFromOwnPage(headers: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin !== undefined) return isSameOrigin(origin, host) || allowedOrigins.includes(origin);
  const site = headers['sec-fetch-site'];
  return site !== 'cross-site' && site !== 'same-site';
}

/** Whether a page's origin is the server's own, by the Host the request was sent to. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  const url = URL.parse(origin);
  return url !== null && host !== undefined && url.host === host.toLowerCase();
}
