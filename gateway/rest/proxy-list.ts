import { BlockList, isIP, isIPv4 } from 'node:net';

/** Addresses whose word counts. */
export class ProxyList {
  private readonly networks = new BlockList();

  /** Reads addresses and networks such as `10.0.0.0/8` or `::1`; throws naming the wrong one. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', length, ...rest] = entry.split('/');
      const bits = isIPv4(address) ? 32 : 128;
      const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : NaN;
      if (isIP(address) === 0 || rest.length > 0 || !(prefix <= bits)) {
        throw new Error(`"${entry}" is neither an address nor a network such as 10.0.0.0/8`);
      }
      this.networks.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
    }
  }

  /** Whether an address is one of them; an IPv4 address in IPv6 clothing counts as what it is. */
  has(address: string): boolean {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    if (isIP(plain) === 0) return false;
    return this.networks.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
  }
}
