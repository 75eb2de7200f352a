import type { LinkOptions } from '../../gateway/federation/subgraph-links.js';
import { foreignHopSecret } from '../../subgraphs/kernel/identity/foreign-hop-secret.js';
import { signHop } from '../../subgraphs/kernel/identity/hop.js';
import { isOurs } from './placement.js';

/** How the gateway tells remote subgraphs who asks; undefined where no secret is set. */
export function hopSigning(secrets: readonly string[] | undefined): LinkOptions['signHop'] {
  if (!secrets) return undefined;
  return (audience, { viewer, requestId, origin }) => {
    const own = isOurs(audience) ? secrets : secrets.map((secret) => foreignHopSecret(secret, audience));
    return signHop(own, { viewer, requestId, origin, audience });
  };
}
