import type { AddressInfo } from 'node:net';
import { roles, type Role } from '../../../subgraphs/kernel/identity/viewer.js';
import { openFuzzProduct, type FuzzProduct } from '../../fuzz/fuzz-product.js';

/** The limits the list of attacks is written for; the usual ones leave more room, see own-operations.test.ts. */
const tuned = { 'max-depth': '12', 'max-cost': '5000', ide: 'auto' };

/** A product with accounts, so that who sends nothing is nobody, listening on the loopback. */
export interface HostileProduct extends FuzzProduct {
  readonly url: string;
  /** A token of each role. */
  readonly tokens: Readonly<Record<Role, string>>;
}

export const password = 'correct horse battery';

export async function openHostileProduct(
  settings: Readonly<Record<string, string>> = {},
): Promise<HostileProduct> {
  const product = await openFuzzProduct({ ...tuned, ...settings });
  const { accounts, apiTokens } = product.kernel.identity;
  const tokens = {} as Record<Role, string>;
  for (const role of roles) {
    const account = await accounts.create({ name: role, password, role });
    const { secret } = await apiTokens.create({ accountId: account.uuid, name: 'test' });
    tokens[role] = secret;
  }
  await product.gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = product.gateway.app.server.address() as AddressInfo;
  return { ...product, url: `http://127.0.0.1:${port}`, tokens };
}
