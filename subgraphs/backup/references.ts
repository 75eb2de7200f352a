import { keyOf } from '../../schema/global-id.js';
import type { GraphDefinition, ReferenceResolver } from '../kernel/subgraph/federated-schema.js';
import { BackupClient } from './entities/backup-client.js';
import { BackupRecord } from './entities/backup-record.js';
import { computeNodeOf } from './entities/compute-node.js';
import { taskOf } from './entities/task.js';
import { BackupLoaders } from './loaders.js';
import { inventoryKinds, type InventoryKind } from './services/inventory-kinds.js';
import type { BackupParts } from './services/parts.js';

/** How each entity of this subgraph is found by its key; null for what the viewer may not see. */
export function backupReferences(parts: BackupParts): GraphDefinition['references'] {
  /** Found by the GUID in its global id. */
  const found =
    (
      type: string,
      load: (loaders: BackupLoaders, guid: string) => Promise<unknown> | null,
    ): ReferenceResolver =>
    async ({ id }, context) => {
      const guid = keyOf(type, String(id));
      if (guid === undefined || context.viewer.role === null) return null;
      return load(BackupLoaders.of(parts, context), guid);
    };
  const kinds = Object.entries(inventoryKinds).map(([type, kind]): [string, ReferenceResolver] => [
    type,
    found(type, (loaders, guid) => loaders.thing(kind as unknown as InventoryKind, guid)),
  ]);
  return {
    ...Object.fromEntries(kinds),
    HypervisorManager: found('HypervisorManager', (loaders, guid) => loaders.manager.load(guid)),
    VirtualDisk: found('VirtualDisk', (loaders, guid) => ofMachine(loaders, loaders.disk.load(guid))),
    NetworkInterface: found('NetworkInterface', (loaders, guid) =>
      ofMachine(loaders, loaders.networkInterface.load(guid)),
    ),
    VirtualMachine: async ({ id, guid, uuid }, context) => {
      if (context.viewer.role === null) return null;
      const loaders = BackupLoaders.of(parts, context);
      if (typeof uuid === 'string') return loaders.machineByUuid.load(uuid);
      const key = typeof guid === 'string' ? guid : keyOf('VirtualMachine', String(id));
      return key === undefined ? null : loaders.machine.load(key);
    },
    BackupRecord: ({ id, hostName }) => Object.assign(new BackupRecord(), { id, hostName: hostName ?? null }),
    BackupClient: ({ id, hostName }) => Object.assign(new BackupClient(), { id, hostName: hostName ?? null }),
    ComputeNode: ({ uuid }) => computeNodeOf(String(uuid)),
    Task: ({ guid, about }) => Object.assign(taskOf(String(guid)), { about: about ?? [] }),
  };
}

/** A part of a machine is seen by whoever sees the machine. */
async function ofMachine<T extends { readonly vmGuid: string }>(
  loaders: BackupLoaders,
  loading: Promise<T | null>,
): Promise<T | null> {
  const part = await loading;
  return part && (await loaders.machine.load(part.vmGuid)) ? part : null;
}
