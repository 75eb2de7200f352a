import { keyOf } from '../../schema/global-id.js';
import type { GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import { ComputeNode } from './entities/compute-node.js';
import { inventoryKinds, kindTables } from './entities/kinds.js';
import { taskOf } from './entities/task.js';
import { StorageLoaders } from './loaders.js';
import { AlertLoaders } from './resolvers/alert-loaders.js';
import type { StorageParts } from './services/parts.js';

type References = GraphDefinition['references'];

/** How each entity of this subgraph is found by its key. */
export function storageReferences(parts: StorageParts): References {
  const kinds = inventoryKinds.map((kind): [string, References[string]] => {
    const { name } = kindTables[kind].entity;
    return [
      name,
      async ({ id }, context) => {
        const uuid = keyOf(name, String(id));
        return uuid === undefined ? null : StorageLoaders.of(parts, context).thing(kind, uuid);
      },
    ];
  });
  return {
    ...Object.fromEntries(kinds),
    Storage: async ({ id, uuid }, context) => {
      const wanted = typeof uuid === 'string' ? uuid : keyOf('Storage', String(id));
      return wanted === undefined ? null : StorageLoaders.of(parts, context).storage.load(wanted);
    },
    AccessInfo: async ({ id }, context) => {
      const uuid = keyOf('AccessInfo', String(id));
      return uuid === undefined ? null : StorageLoaders.of(parts, context).accessInfo.load(uuid);
    },
    Alert: async ({ id }, context) => {
      const uuid = keyOf('Alert', String(id));
      return uuid === undefined ? null : AlertLoaders.of(parts, context).alert.load(uuid);
    },
    AlertSource: async ({ id }, context) => {
      const uuid = keyOf('AlertSource', String(id));
      return uuid === undefined ? null : AlertLoaders.of(parts, context).source.load(uuid);
    },
    Task: ({ guid, about }) => Object.assign(taskOf(String(guid)), { about: about ?? [] }),
    ComputeNode: ({ id, publicIps, privateIps }) =>
      Object.assign(new ComputeNode(), { id, publicIps, privateIps }),
  };
}
