import { kindTables, type InventoryKind } from './kinds.js';

/** A way from one thing of an array to others of the same array, by native ids. */
export interface InventoryLink {
  readonly from: InventoryKind;
  readonly to: InventoryKind;
  /** Field of the graph. */
  readonly field: string;
  readonly description: string;
  /** Whether it leads to any number of things, or to one at most. */
  readonly many: boolean;
  /** Field of the one end that holds the native id that is looked for. */
  readonly value: string;
  /** Column of the other end's table, or of the membership table, that must equal it. */
  readonly column: string;
  /** Where the way leads through a table of members: its name and the column of the other end's native id. */
  readonly through?: { readonly table: string; readonly column: string };
  /** How many there usually are, for the cost of operations; as many as in any list unless given. */
  readonly usually?: number;
  /** Field with the native ids of the other end, where the legacy documents show them. */
  readonly ids?: string;
}

function one(
  from: InventoryKind,
  field: string,
  to: InventoryKind,
  value: string,
  noun: string,
): InventoryLink {
  const description = `${noun}; null when there is none.`;
  return { from, to, field, description, many: false, value, column: kindTables[to].native };
}

function many(
  from: InventoryKind,
  field: string,
  to: InventoryKind,
  column: string,
  noun: string,
  ids?: string,
): InventoryLink {
  const description = `${noun}; at most 1000.`;
  return {
    from,
    to,
    field,
    description,
    many: true,
    value: 'nativeId',
    column,
    ...(ids !== undefined && { ids }),
  };
}

type Group = 'STORAGE_HOST_GROUP' | 'PORT_GROUP' | 'VOLUME_GROUP';

/** The way from groups to their members and, where it has a name, back. */
function members(
  group: Group,
  field: string,
  to: InventoryKind,
  ids: string,
  back?: string,
): InventoryLink[] {
  const { table = '', group: groupColumn = '', member = '' } = kindTables[group].members ?? {};
  const forth: InventoryLink = {
    ...many(group, field, to, groupColumn, 'Its members', ids),
    through: { table, column: member },
  };
  if (back === undefined) return [forth];
  return [
    forth,
    {
      ...many(to, back, group, member, 'The groups it is in'),
      through: { table, column: groupColumn },
      usually: 3,
    },
  ];
}

/** Every way there is. */
export const inventoryLinks: readonly InventoryLink[] = [
  many('STORAGE_POOL', 'volumes', 'VOLUME', 'native_storage_pool_id', 'Volumes cut from it'),
  many('STORAGE_POOL', 'disks', 'DISK', 'native_disk_group_id', 'Disks whose group it is'),
  one('VOLUME', 'pool', 'STORAGE_POOL', 'nativeStoragePoolId', 'Pool it is cut from'),
  many('VOLUME', 'maskingViews', 'MASKING_VIEW', 'native_volume_id', 'Masking views that name it'),
  many('CONTROLLER', 'ports', 'PORT', 'native_parent_id', 'Its ports'),
  one('PORT', 'controller', 'CONTROLLER', 'nativeParentId', 'Controller it belongs to'),
  one('FILESYSTEM', 'pool', 'STORAGE_POOL', 'nativePoolId', 'Pool it lies in'),
  many('FILESYSTEM', 'qtrees', 'QTREE', 'native_filesystem_id', 'Its qtrees'),
  many('FILESYSTEM', 'quotas', 'QUOTA', 'native_filesystem_id', 'Its quotas'),
  many('FILESYSTEM', 'shares', 'SHARE', 'native_filesystem_id', 'Its shares'),
  one('QTREE', 'filesystem', 'FILESYSTEM', 'nativeFilesystemId', 'File system it lies in'),
  many('QTREE', 'quotas', 'QUOTA', 'native_qtree_id', 'Its quotas'),
  many('QTREE', 'shares', 'SHARE', 'native_qtree_id', 'Its shares'),
  one('QUOTA', 'filesystem', 'FILESYSTEM', 'nativeFilesystemId', 'File system it limits'),
  one('QUOTA', 'qtree', 'QTREE', 'nativeQtreeId', 'Qtree it limits'),
  one('SHARE', 'filesystem', 'FILESYSTEM', 'nativeFilesystemId', 'File system it shares'),
  one('SHARE', 'qtree', 'QTREE', 'nativeQtreeId', 'Qtree it shares'),
  one('STORAGE_HOST_INITIATOR', 'host', 'STORAGE_HOST', 'nativeStorageHostId', 'Host it is a port of'),
  many(
    'STORAGE_HOST',
    'initiators',
    'STORAGE_HOST_INITIATOR',
    'native_storage_host_id',
    'Its initiators',
    'nativeStorageHostInitiatorIds',
  ),
  many(
    'STORAGE_HOST',
    'maskingViews',
    'MASKING_VIEW',
    'native_storage_host_id',
    'Masking views that name it',
  ),
  ...members('STORAGE_HOST_GROUP', 'hosts', 'STORAGE_HOST', 'nativeStorageHostIds', 'hostGroups'),
  many(
    'STORAGE_HOST_GROUP',
    'maskingViews',
    'MASKING_VIEW',
    'native_storage_host_group_id',
    'Masking views that name it',
  ),
  ...members('PORT_GROUP', 'ports', 'PORT', 'nativePortIds', 'portGroups'),
  ...members('VOLUME_GROUP', 'volumes', 'VOLUME', 'nativeVolumeIds', 'volumeGroups'),
  many(
    'VOLUME_GROUP',
    'maskingViews',
    'MASKING_VIEW',
    'native_volume_group_id',
    'Masking views that name it',
  ),
  one('MASKING_VIEW', 'host', 'STORAGE_HOST', 'nativeStorageHostId', 'Host that sees'),
  one('MASKING_VIEW', 'hostGroup', 'STORAGE_HOST_GROUP', 'nativeStorageHostGroupId', 'Hosts that see'),
  one('MASKING_VIEW', 'volume', 'VOLUME', 'nativeVolumeId', 'Volume that is seen'),
  one('MASKING_VIEW', 'volumeGroup', 'VOLUME_GROUP', 'nativeVolumeGroupId', 'Volumes that are seen'),
  one('MASKING_VIEW', 'portGroup', 'PORT_GROUP', 'nativePortGroupId', 'Ports it is seen through'),
];
