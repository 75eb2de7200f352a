import { isIP } from 'node:net';
import type { HostGuard } from '../../../subgraphs/kernel/server/host-guard.js';

/** An address a webhook may not be sent to. The message says why, and no address that a name leads to. */
export class AddressRefusal extends Error {
  override readonly name = 'AddressRefusal';
}

/** The address as it may be called. Throws an AddressRefusal for a form that is not allowed or a host that is not. */
export async function allowedAddress(text: string, guard: HostGuard, allowHttp: boolean): Promise<URL> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new AddressRefusal('"url" must be an address that begins with https://.');
  if (url.protocol === 'http:' && !allowHttp)
    throw new AddressRefusal(
      '"url" must begin with https://; http is allowed by INFRAGRAPH_WEBHOOK_HTTP alone.',
    );
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw new AddressRefusal('"url" must hold no user, password or fragment.');
  await guard.addressesOf(hostOf(url));
  return url;
}

/** The host of an address as the guard and resolvers know it. */
function hostOf({ hostname }: URL): string {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 6 ? bare : hostname;
}
