import { createHmac } from 'node:crypto';

/**
 * The secret that hops to somebody else's subgraph are signed with: made of ours, so that whoever is given it can check
 * who asks, but vouch for nobody to our own subgraphs.
 */
export function foreignHopSecret(secret: string, subgraph: string): string {
  return createHmac('sha256', secret).update(`subgraph ${subgraph}`).digest('hex');
}
