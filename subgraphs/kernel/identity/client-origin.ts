import { isIPv6 } from 'node:net';

/** Where a request comes from, as far as it is known. */
export interface ClientOrigin {
  /** IP address of the client; null when unknown. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Nothing known. */
export const unknownOrigin: ClientOrigin = { address: null, userAgent: null };

/** What counts as one client: an IPv4 address, or the /64 network of an IPv6 address, which one subscriber owns. */
export function clientNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return address;
  const [front = '', back] = bare.split('::');
  const left = front === '' ? [] : front.split(':');
  const right = back === undefined || back === '' ? [] : back.split(':');
  const zeros = back === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
