/** Whether a page's origin is the server's own, by the Host the request was sent to. */
export function isSameOrigin(origin: string, host: string | undefined): boolean {
  const url = URL.parse(origin);
  return url !== null && host !== undefined && url.host === host.toLowerCase();
}
