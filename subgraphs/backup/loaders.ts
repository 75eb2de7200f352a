import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import type { HypervisorCluster } from './entities/hypervisor-cluster.js';
import type { HypervisorManager } from './entities/hypervisor-manager.js';
import type { Managed } from './entities/managed.js';
import type { NetworkInterface } from './entities/network-interface.js';
import type { VirtualDisk } from './entities/virtual-disk.js';
import type { VirtualMachine } from './entities/virtual-machine.js';
import { subgraphName } from './events.js';
import { clustersOfStorages, diskKind, interfaceKind, machineCounts } from './services/find-inventory.js';
import { machinesByGuid, machinesByHostName, machinesByUuid } from './services/find-machines.js';
import type { InventoryKind } from './services/inventory-kinds.js';
import { inventoryWall } from './services/list-inventory.js';
import { managerKind } from './services/list-managers.js';
import { objectsByGuid, partsByGuid } from './services/list-page.js';
import type { BackupParts } from './services/parts.js';

/** The loaders of one operation: everything asked for in one hop costs one statement. Missing things are null. */
export class BackupLoaders {
  /** Virtual machines by GUID. */
  readonly machine: DataLoader<string, VirtualMachine | null>;

  /** Virtual machines by the platform's id. */
  readonly machineByUuid: DataLoader<string, VirtualMachine | null>;

  /** Virtual machines by host name in any letter case. */
  readonly machineByHostName: DataLoader<string, VirtualMachine | null>;

  /** Hypervisor managers by GUID. */
  readonly manager: DataLoader<string, HypervisorManager | null>;

  /** Disks by GUID; whoever asks looks whether the viewer may see the machine. */
  readonly disk: DataLoader<string, VirtualDisk | null>;

  /** Network interfaces by GUID; as disks. */
  readonly networkInterface: DataLoader<string, NetworkInterface | null>;

  /** Disks of a machine by its GUID, in order. */
  readonly disksOf: DataLoader<string, readonly VirtualDisk[]>;

  /** Network interfaces of a machine by its GUID, in order. */
  readonly interfacesOf: DataLoader<string, readonly NetworkInterface[]>;

  /** How many present machines a hypervisor runs, by its GUID. */
  readonly machineCount: DataLoader<string, number>;

  /** Clusters that reach a storage, by its GUID. */
  readonly clustersOf: DataLoader<string, readonly HypervisorCluster[]>;

  private readonly things = new Map<InventoryKind, DataLoader<string, Managed | null>>();

  private constructor(
    private readonly parts: BackupParts,
    private readonly context: RequestContext,
  ) {
    const { store } = parts;
    const { viewer } = context;
    this.machine = byGuid((guids) => machinesByGuid(store.sql, viewer, guids));
    this.machineByUuid = byKey((uuids) => machinesByUuid(store.sql, viewer, uuids));
    this.machineByHostName = byKey((names) => machinesByHostName(store.sql, viewer, names));
    this.manager = byGuid((guids) => objectsByGuid(store.sql, managerKind, guids, sql`true`));
    this.disk = byGuid((guids) => objectsByGuid(store.sql, diskKind, guids, sql`true`));
    this.networkInterface = byGuid((guids) => objectsByGuid(store.sql, interfaceKind, guids, sql`true`));
    this.disksOf = listBy((guids) =>
      partsByGuid(store.sql, diskKind, 'vm_guid', guids, sql`t.position, t.guid`),
    );
    this.interfacesOf = listBy((guids) =>
      partsByGuid(store.sql, interfaceKind, 'vm_guid', guids, sql`t.position, t.guid`),
    );
    this.machineCount = new DataLoader(async (guids) => {
      const counts = await machineCounts(store.sql, guids);
      return guids.map((guid) => counts.get(guid) ?? 0);
    });
    this.clustersOf = listBy((guids) => clustersOfStorages(store.sql, guids));
  }

  /** The loaders of the operation at hand. */
  static of(parts: BackupParts, context: RequestContext): BackupLoaders {
    return context.slot(subgraphName, () => new BackupLoaders(parts, context));
  }

  /** A thing of the inventory by its GUID; null for none and for one the viewer may not see. */
  thing<T extends Managed>(kind: InventoryKind<T>, guid: string): Promise<T | null>;
  thing<T extends Managed>(kind: InventoryKind<T>, guid: string | null): Promise<T | null> | null;
  thing<T extends Managed>(kind: InventoryKind<T>, guid: string | null): Promise<T | null> | null {
    if (guid === null) return null;
    const loader = this.things.get(kind as InventoryKind) ?? this.loaderOf(kind as InventoryKind);
    return loader.load(guid) as Promise<T | null>;
  }

  private loaderOf(kind: InventoryKind): DataLoader<string, Managed | null> {
    const wall = inventoryWall(kind, this.context.viewer);
    const loader = byGuid((guids) => objectsByGuid(this.parts.store.sql, kind, guids, wall));
    this.things.set(kind, loader);
    return loader;
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

/** The same for lists; where nothing is found they are empty. */
export function listBy<V>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, readonly V[]>>,
): DataLoader<string, readonly V[]> {
  return new DataLoader(async (keys) => {
    const values = await load(keys);
    return keys.map((key) => values.get(key) ?? []);
  });
}
