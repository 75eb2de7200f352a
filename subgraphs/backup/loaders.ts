import DataLoader from 'dataloader';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import type { VirtualMachine } from './entities/virtual-machine.js';
import { subgraphName } from './events.js';
import { machinesByGuid, machinesByUuid } from './services/find-machines.js';
import type { BackupParts } from './services/parts.js';

/** The loaders of one operation: everything asked for in one hop costs one statement. Missing things are null. */
export class BackupLoaders {
  /** Virtual machines by GUID. */
  readonly machine: DataLoader<string, VirtualMachine | null>;

  /** Virtual machines by the platform's id. */
  readonly machineByUuid: DataLoader<string, VirtualMachine | null>;

  private constructor({ store }: BackupParts, { viewer }: RequestContext) {
    this.machine = byGuid((guids) => machinesByGuid(store.sql, viewer, guids));
    this.machineByUuid = byKey((uuids) => machinesByUuid(store.sql, viewer, uuids));
  }

  /** The loaders of the operation at hand. */
  static of(parts: BackupParts, context: RequestContext): BackupLoaders {
    return context.slot(subgraphName, () => new BackupLoaders(parts, context));
  }
}

/** A loader over a function that finds several at once; what it does not find is null. */
export function byKey<V>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): DataLoader<string, V | null> {
  return new DataLoader(async (keys) => {
    const values = await load(keys);
    return keys.map((key) => values.get(key) ?? null);
  });
}

/** The same by GUID, letter case ignored. */
export function byGuid<V>(
  load: (guids: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): DataLoader<string, V | null> {
  return new DataLoader(
    async (guids) => {
      const lower = guids.map((guid) => guid.toLowerCase());
      const values = await load(lower);
      return lower.map((guid) => values.get(guid) ?? null);
    },
    { cacheKeyFn: (guid) => guid.toLowerCase() },
  );
}
