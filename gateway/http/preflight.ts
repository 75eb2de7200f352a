import type { IncomingHttpHeaders } from 'node:http';
import { comesFromOwnPage } from './origin.js';

/** Types of bodies a page may send to any origin without being asked about. */
const simpleTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/** Headers a page may send to another origin only after that has allowed it. */
const preflightHeaders = ['x-apollo-operation-name', 'apollo-require-preflight', 'graphql-require-preflight'];

/**
 * Whether a request can be no page's of another origin that was not allowed to send it (cross-site request forgery): its
 * type of body or one of its headers would have made the browser ask first, or the browser itself says it is our own page's.
 */
export function cannotBeForged(headers: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== '' && !simpleTypes.includes(type)) return true;
  if (preflightHeaders.some((name) => (headers[name] ?? '') !== '')) return true;
  const isBrowsers = headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin';
  return isBrowsers && comesFromOwnPage(headers, allowedOrigins);
}
