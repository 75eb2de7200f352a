import { keyOf } from '../../schema/global-id.js';
import type { GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import { computeNodeOf } from './entities/compute-node.js';
import { taskOf } from './entities/task.js';
import { BackupLoaders } from './loaders.js';
import type { BackupParts } from './services/parts.js';

/** How each entity of this subgraph is found by its key; null for what the viewer may not see. */
export function backupReferences(parts: BackupParts): GraphDefinition['references'] {
  return {
    VirtualMachine: async ({ id, guid, uuid }, context) => {
      if (context.viewer.role === null) return null;
      const loaders = BackupLoaders.of(parts, context);
      if (typeof uuid === 'string') return loaders.machineByUuid.load(uuid);
      const key = typeof guid === 'string' ? guid : keyOf('VirtualMachine', String(id));
      return key === undefined ? null : loaders.machine.load(key);
    },
    ComputeNode: ({ uuid }) => computeNodeOf(String(uuid)),
    Task: ({ guid, about }) => Object.assign(taskOf(String(guid)), { about: about ?? [] }),
  };
}
