import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Looks a host name up; all its addresses. */
export type HostLookup = (host: string) => Promise<readonly string[]>;

/** Networks nobody names by accident: this machine, the neighbourhood, and what is no single host. */
const refused: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
];

const loopback: readonly (readonly [network: string, prefix: number])[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];

/** How the guard decides. */
export interface HostGuardOptions {
  /** Networks allowed besides public addresses, such as `10.20.0.0/16`. */
  readonly networks: readonly string[];
  /** Whether this machine itself may be reached: in open mode, where who asks sits at it. */
  readonly loopback: () => Promise<boolean>;
  readonly lookup?: HostLookup;
  /** What a host that may not be reached, or has no address, is refused with. */
  readonly refusal: (cause?: unknown) => Error;
}

/**
 * Decides which user-supplied hosts the server may connect to (reliability.md S10): public addresses, the
 * allowed networks, and this machine where that is open. The decision is made on the addresses a name has
 * now, and they are handed out, so that a name that changes its address in between gains nothing.
 */
export class HostGuard {
  private readonly refused = blockList(refused);
  private readonly loopback = blockList(loopback);
  private readonly allowed: BlockList;
  private readonly lookup: HostLookup;

  /** Throws when a network is not one. */
  constructor(private readonly options: HostGuardOptions) {
    this.allowed = blockList(options.networks.map(parseNetwork));
    this.lookup = options.lookup ?? lookUp;
  }

  /** The addresses a host may be reached at. The refusal when it has none, or one that is not allowed. */
  async addressesOf(host: string): Promise<readonly string[]> {
    const found = isIP(host) === 0 ? await this.find(host) : [host];
    const addresses = found.map(plain);
    const open = await this.options.loopback();
    if (addresses.length === 0 || !addresses.every((address) => this.mayReach(address, open)))
      throw this.options.refusal();
    return addresses;
  }

  /** The addresses of a host the operator has named, allowed or not. The refusal when it has none. */
  async anyAddressesOf(host: string): Promise<readonly string[]> {
    const addresses = (isIP(host) === 0 ? await this.find(host) : [host]).map(plain);
    if (addresses.length === 0) throw this.options.refusal();
    return addresses;
  }

  private mayReach(address: string, open: boolean): boolean {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (this.allowed.check(address, family)) return true;
    if (open && this.loopback.check(address, family)) return true;
    return !this.refused.check(address, family);
  }

  private async find(host: string): Promise<readonly string[]> {
    if (host === '') return [];
    try {
      return await this.lookup(host);
    } catch (cause) {
      throw this.options.refusal(cause);
    }
  }
}

/** Reads a network such as `10.20.0.0/16` or a single address; throws an Error that completes a config fault. */
export function parseNetwork(text: string): readonly [network: string, prefix: number] {
  const [network = '', prefix, ...rest] = text.split('/');
  const family = isIP(network);
  const bits = family === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (family === 0 || rest.length > 0 || length < 0 || length > bits)
    throw new Error(`must hold networks such as 10.20.0.0/16, not "${text}"`);
  return [network, length];
}

function blockList(networks: readonly (readonly [network: string, prefix: number])[]): BlockList {
  const result = new BlockList();
  for (const [network, prefix] of networks)
    result.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return result;
}

/** An IPv4 address in IPv6 clothes is judged as what it is. */
function plain(address: string): string {
  const bare = address.split('%')[0] ?? address;
  if (isIP(bare) !== 6) return bare;
  const groups = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(groups);
  if (!mapped) return bare;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

async function lookUp(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
