import DataLoader from 'dataloader';
import type { Store } from '../kernel/database/store.js';
import type { Page } from '../../schema/paging/connection.js';
import type { Viewer } from '../kernel/identity/viewer.js';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import { isStorableText } from '../kernel/database/storable.js';
import type { Assignment } from './entities/assignment.js';
import type { ComputeNode } from './entities/compute-node.js';
import type { AssignmentService } from './services/assignment-service.js';
import { cloudRows, type CloudRow } from './services/cloud-row.js';
import { nodesByAddress, nodesByKey, nodesByName, nodesByTask, nodesByUuid } from './services/find-nodes.js';
import { listNodesOfClouds, type NodeListing } from './services/list-nodes.js';
import { nodeKeyText, type NodeKey } from './services/node-row.js';
import { subgraphName } from './events.js';

/** What loads in batches, one statement each, within one operation. Missing things are null. */
export interface ComputeLoaders {
  /** What the table keeps of a cloud, by its name. */
  readonly cloudRow: DataLoader<string, CloudRow | null>;
  readonly node: DataLoader<NodeKey, ComputeNode | null, string>;
  readonly nodeByUuid: DataLoader<string, ComputeNode | null>;
  /** By host name in any letter case. */
  readonly nodeByName: DataLoader<string, ComputeNode | null, string>;
  /** By an address, outside or inside. */
  readonly nodeByAddress: DataLoader<string, ComputeNode | null>;
  readonly nodeByTask: DataLoader<string, ComputeNode | null>;
  readonly assignment: DataLoader<NodeKey, Assignment | null, string>;
  /** Pages of machines by cloud; clouds asked for with the same arguments are read together. */
  readonly nodesOf: (listing: Omit<NodeListing, 'viewer'>) => DataLoader<string, Page<ComputeNode>>;
}

/** What the loaders read from. */
export interface LoaderParts {
  readonly store: Store;
  readonly assignments: AssignmentService;
}

/** The loaders of this operation. */
export function loadersOf(context: RequestContext, parts: LoaderParts): ComputeLoaders {
  return context.slot(subgraphName, () => makeLoaders(context, parts));
}

function makeLoaders({ viewer }: RequestContext, { store, assignments }: LoaderParts): ComputeLoaders {
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
    cloudRow: new DataLoader((names) => cloudRows(store, names)),
    node: new DataLoader(
      async (keys) => {
        const found = await nodesByKey(store, viewer, keys);
        return keys.map((key) => found.get(nodeKeyText(key)) ?? null);
      },
      { cacheKeyFn: nodeKeyText },
    ),
    nodeByUuid: texts(nodesByUuid),
    nodeByName: texts(nodesByName, (name) => name.toLowerCase()),
    nodeByAddress: texts(nodesByAddress),
    nodeByTask: texts(nodesByTask),
    assignment: new DataLoader(
      async (keys) => {
        const found = await assignments.byNode(viewer, keys);
        return keys.map((key) => found.get(nodeKeyText(key)) ?? null);
      },
      { cacheKeyFn: nodeKeyText },
    ),
    nodesOf: nodePages(viewer, store),
  };
}

/** Nothing is remembered, because a cloud may be read anew between two looks at its list. */
function nodePages(viewer: Viewer, store: Store): ComputeLoaders['nodesOf'] {
  const loaders = new Map<string, DataLoader<string, Page<ComputeNode>>>();
  return (listing) => {
    const key = JSON.stringify(listing);
    const known = loaders.get(key);
    if (known) return known;
    const loader = new DataLoader<string, Page<ComputeNode>>(
      (names) => listNodesOfClouds(store, names, { ...listing, viewer }),
      { cache: false },
    );
    loaders.set(key, loader);
    return loader;
  };
}
