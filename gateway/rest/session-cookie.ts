/** Name of the cookie in which a login of the vProtect API travels (vprotect.md 2.2). */
export const sessionCookieName = 'JSESSIONID';

/**
 * The token in the session cookie of a `Cookie` header; undefined when there is none that can be ours.
 * Other programs of the same host use the name too, so a cookie of another form is not looked at.
 */
export function sessionCookie(header: string | undefined): string | undefined {
  if (header === undefined || !header.includes(sessionCookieName)) return undefined;
  for (const part of header.split(';')) {
    const mark = part.indexOf('=');
    if (part.slice(0, mark).trim() !== sessionCookieName) continue;
    const value = part.slice(mark + 1).trim();
    if (/^ig[st]_[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}
