import { Controller } from './controller.js';
import { Disk } from './disk.js';
import { Filesystem } from './filesystem.js';
import { columnsOf, type InventoryColumn } from './inventory-column.js';
import { MaskingView } from './masking-view.js';
import { PortGroup } from './port-group.js';
import { Port } from './port.js';
import { Qtree } from './qtree.js';
import { Quota } from './quota.js';
import { Share } from './share.js';
import { StorageHostGroup } from './storage-host-group.js';
import { StorageHostInitiator } from './storage-host-initiator.js';
import { StorageHost } from './storage-host.js';
import { StoragePool } from './storage-pool.js';
import type { SyncUnitKind } from './sync-unit.js';
import { VolumeGroup } from './volume-group.js';
import { Volume } from './volume.js';

/** A kind of thing an array has: every unit of a sync but the device itself. */
export type InventoryKind = Exclude<SyncUnitKind, 'DEVICE'>;

/** Class and table of each kind. */
export interface Inventory {
  STORAGE_POOL: StoragePool;
  VOLUME: Volume;
  CONTROLLER: Controller;
  PORT: Port;
  DISK: Disk;
  QUOTA: Quota;
  FILESYSTEM: Filesystem;
  QTREE: Qtree;
  SHARE: Share;
  STORAGE_HOST_INITIATOR: StorageHostInitiator;
  STORAGE_HOST: StorageHost;
  STORAGE_HOST_GROUP: StorageHostGroup;
  PORT_GROUP: PortGroup;
  VOLUME_GROUP: VolumeGroup;
  MASKING_VIEW: MaskingView;
}

/** Where the members of a group are kept. */
export interface MembershipTable {
  /** Table in the schema `storage`. */
  readonly table: string;
  /** Its column of the group's native id. */
  readonly group: string;
  /** Its column of the member's native id. */
  readonly member: string;
}

/** How a kind is kept. */
export interface KindTable<K extends InventoryKind = InventoryKind> {
  readonly kind: K;
  readonly entity: new () => Inventory[K];
  /** Table in the schema `storage`. */
  readonly table: string;
  /** Column of the native id. */
  readonly native: string;
  /** All columns but the two times, in the order of the legacy documents. */
  readonly columns: readonly InventoryColumn[];
  readonly members?: MembershipTable;
}

function kept<K extends InventoryKind>(
  kind: K,
  entity: new () => Inventory[K],
  members?: MembershipTable,
): KindTable<K> {
  const columns = columnsOf(entity);
  const native = columns.find(({ field }) => field === 'nativeId')?.column ?? '';
  return { kind, entity, table: kind.toLowerCase(), native, columns, ...(members && { members }) };
}

const hosts: MembershipTable = {
  table: 'storage_host_group_host',
  group: 'native_storage_host_group_id',
  member: 'native_storage_host_id',
};
const ports: MembershipTable = {
  table: 'port_group_port',
  group: 'native_port_group_id',
  member: 'native_port_id',
};
const volumes: MembershipTable = {
  table: 'volume_group_volume',
  group: 'native_volume_group_id',
  member: 'native_volume_id',
};

/** How each kind is kept. */
export const kindTables: { readonly [K in InventoryKind]: KindTable<K> } = {
  STORAGE_POOL: kept('STORAGE_POOL', StoragePool),
  VOLUME: kept('VOLUME', Volume),
  CONTROLLER: kept('CONTROLLER', Controller),
  PORT: kept('PORT', Port),
  DISK: kept('DISK', Disk),
  QUOTA: kept('QUOTA', Quota),
  FILESYSTEM: kept('FILESYSTEM', Filesystem),
  QTREE: kept('QTREE', Qtree),
  SHARE: kept('SHARE', Share),
  STORAGE_HOST_INITIATOR: kept('STORAGE_HOST_INITIATOR', StorageHostInitiator),
  STORAGE_HOST: kept('STORAGE_HOST', StorageHost),
  STORAGE_HOST_GROUP: kept('STORAGE_HOST_GROUP', StorageHostGroup, hosts),
  PORT_GROUP: kept('PORT_GROUP', PortGroup, ports),
  VOLUME_GROUP: kept('VOLUME_GROUP', VolumeGroup, volumes),
  MASKING_VIEW: kept('MASKING_VIEW', MaskingView),
};

/** The kinds, in the order of a sync. */
export const inventoryKinds = Object.keys(kindTables) as readonly InventoryKind[];
