import type { SubgraphPlace } from '../../gateway/federation/supergraph/read-supergraph.js';
import { subgraphNames } from '../../subgraphs/main.js';
import type { ProductConfig } from '../config-groups.js';

/** Whether a subgraph is one of the product's. */
export function isOurs(name: string): boolean {
  return subgraphNames.some((known) => known === name);
}

/** What does not fit together about where the subgraphs run. */
export function placementFaults(
  config: ProductConfig,
  places: readonly SubgraphPlace[],
  remote: ReadonlyMap<string, string>,
  withSubgraphs: boolean,
): string[] {
  const all = new Set(places.map(({ name }) => name));
  const names = [
    ...subgraphNames.filter((name) => all.has(name)),
    ...[...all].filter((name) => !isOurs(name)),
  ];
  const lost = names.filter((name) => !remote.has(name));
  const ours = withSubgraphs ? [] : lost.filter(isOurs);
  const foreign = lost.filter((name) => !isOurs(name));
  const strange = [...remote.keys()].filter((name) => !names.includes(name));
  const told = names.some((name) => isOurs(name) && (remote.has(name) || !withSubgraphs));
  return [
    ...(ours.length > 0
      ? [`INFRAGRAPH_SUBGRAPH_URLS must name ${ours.join(', ')}, because the gateway alone runs no subgraph`]
      : []),
    ...(foreign.length > 0
      ? [`INFRAGRAPH_SUBGRAPH_URLS must name ${foreign.join(', ')}, for which the supergraph has no URL`]
      : []),
    ...strange.map(
      (name) =>
        `INFRAGRAPH_SUBGRAPH_URLS names "${name}", which is not a subgraph; there are ${names.join(', ')}`,
    ),
    ...(told && !config.identity.hopSecrets
      ? ['INFRAGRAPH_HOP_SECRET must be set, because some subgraphs are remote']
      : []),
  ];
}
