import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSubgraphUrls } from '../../gateway/config.js';
import type { SubgraphPlace } from '../../gateway/federation/supergraph/read-supergraph.js';
import { isFetchable } from '../../gateway/federation/supergraph/places.js';
import { StartFailure } from '../../subgraphs/kernel/errors/start-failure.js';
import type { ProductConfig } from '../config-groups.js';
import { projectRoot } from '../project.js';

/** The text of the supergraph to serve, the built-in one unless another is set. Throws a StartFailure. */
export async function readSupergraphFile(configured: string | undefined): Promise<string> {
  const file = configured ?? join(projectRoot, 'schema', 'supergraph.graphql');
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StartFailure(
      `The supergraph ${file} cannot be read. Set INFRAGRAPH_SUPERGRAPH to a readable file, or leave it away to serve the built-in one.`,
      { cause },
    );
  }
}

/** URLs of subgraphs elsewhere: those of the settings, then those of the supergraph. */
export function remoteUrls(config: ProductConfig, places: readonly SubgraphPlace[]): Map<string, string> {
  const stated = places.filter(({ url }) => isFetchable(url)).map(({ name, url }) => [name, url] as const);
  return new Map([...stated, ...parseSubgraphUrls(config.gateway.subgraphUrls)]);
}
