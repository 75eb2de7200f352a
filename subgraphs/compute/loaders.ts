import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { Store } from '../kernel/database/store.js';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import { isStorableText } from '../kernel/database/storable.js';
import type { Assignment } from './entities/assignment.js';
import type { Cloud } from './entities/cloud.js';
import type { ComputeNode } from './entities/compute-node.js';
import type { AssignmentService } from './services/assignment-service.js';
import { toCloud, type CloudRow } from './services/cloud-row.js';
import type { Clouds } from './services/clouds.js';
import { nodesByKey, nodesByName, nodesByTask, nodesByUuid } from './services/find-nodes.js';
import { nodeKeyText, type NodeKey } from './services/node-row.js';
import { subgraphName } from './events.js';

/** What loads in batches, one statement each, within one operation. Missing things are null. */
export interface ComputeLoaders {
  readonly cloud: DataLoader<string, Cloud | null>;
  readonly node: DataLoader<NodeKey, ComputeNode | null, string>;
  readonly nodeByUuid: DataLoader<string, ComputeNode | null>;
  /** By host name in any letter case. */
  readonly nodeByName: DataLoader<string, ComputeNode | null, string>;
  readonly nodeByTask: DataLoader<string, ComputeNode | null>;
  readonly assignment: DataLoader<NodeKey, Assignment | null, string>;
}

/** What the loaders read from. */
export interface LoaderParts {
  readonly store: Store;
  readonly clouds: Clouds;
  readonly assignments: AssignmentService;
}

/** The loaders of this operation. */
export function loadersOf(context: RequestContext, parts: LoaderParts): ComputeLoaders {
  return context.slot(subgraphName, () => makeLoaders(context, parts));
}

function makeLoaders(
  { viewer }: RequestContext,
  { store, clouds, assignments }: LoaderParts,
): ComputeLoaders {
  const texts = (find: typeof nodesByUuid, cacheKeyFn = (text: string) => text) =>
    new DataLoader<string, ComputeNode | null, string>(
      async (keys) => {
        const possible = keys.filter(isStorableText);
        const found: ReadonlyMap<string, ComputeNode> =
          possible.length === 0 ? new Map() : await find(store, viewer, possible);
        return keys.map((key) => found.get(key) ?? null);
      },
      { cacheKeyFn },
    );
  return {
    cloud: new DataLoader((names) => loadClouds(store, clouds, names)),
    node: new DataLoader(
      async (keys) => {
        const found = await nodesByKey(store, viewer, keys);
        return keys.map((key) => found.get(nodeKeyText(key)) ?? null);
      },
      { cacheKeyFn: nodeKeyText },
    ),
    nodeByUuid: texts(nodesByUuid),
    nodeByName: texts(nodesByName, (name) => name.toLowerCase()),
    nodeByTask: texts(nodesByTask),
    assignment: new DataLoader(
      async (keys) => {
        const found = await assignments.byNode(viewer, keys);
        return keys.map((key) => found.get(nodeKeyText(key)) ?? null);
      },
      { cacheKeyFn: nodeKeyText },
    ),
  };
}

async function loadClouds(store: Store, clouds: Clouds, names: readonly string[]): Promise<(Cloud | null)[]> {
  const known = names.filter((name) => clouds.find(name));
  if (known.length === 0) return names.map(() => null);
  const { rows } = await sql<CloudRow>`
    select name, reachable, last_error, refreshed_at from compute.cloud where name in (${sql.join(known)})`.execute(
    store.sql,
  );
  const byName = new Map(rows.map((row) => [row.name, row]));
  return names.map((name) => {
    const cloud = clouds.find(name);
    return cloud ? toCloud(cloud, byName.get(name)) : null;
  });
}
