import type { ClassType } from 'type-graphql';
import type { ConnectionObject, Page } from '../../../schema/paging/connection.js';
import { ControllerConnection } from './controller.js';
import { DiskConnection } from './disk.js';
import { FilesystemConnection } from './filesystem.js';
import type { Inventory, InventoryKind } from './kinds.js';
import { MaskingViewConnection } from './masking-view.js';
import { PortGroupConnection } from './port-group.js';
import { PortConnection } from './port.js';
import { QtreeConnection } from './qtree.js';
import { QuotaConnection } from './quota.js';
import { ShareConnection } from './share.js';
import { StorageHostGroupConnection } from './storage-host-group.js';
import { StorageHostInitiatorConnection } from './storage-host-initiator.js';
import { StorageHostConnection } from './storage-host.js';
import { StoragePoolConnection } from './storage-pool.js';
import { VolumeGroupConnection } from './volume-group.js';
import { VolumeConnection } from './volume.js';

/** The two types of a connection, and how one is made of a page. */
export type ConnectionClass<T> = ClassType<ConnectionObject<T>> & { of(page: Page<T>): ConnectionObject<T> };

/** How a list is asked for in the graph. */
export interface ListNames<T> {
  /** Root field. */
  readonly root: string;
  /** Plural for the descriptions. */
  readonly noun: string;
  readonly connection: ConnectionClass<T>;
  /** SQL names of the columns one may filter on: section 3 of the Delfin contract. */
  readonly filters: readonly string[];
}

function names<T>(root: string, noun: string, connection: ConnectionClass<T>, filters: string): ListNames<T> {
  return { root, noun, connection, filters: `id storage_id ${filters}`.split(' ') };
}

/** The list of each kind. */
export const kindLists: { readonly [K in InventoryKind]: ListNames<Inventory[K]> } = {
  STORAGE_POOL: names(
    'storagePools',
    'storage pools',
    StoragePoolConnection,
    'name status native_storage_pool_id',
  ),
  VOLUME: names(
    'volumes',
    'volumes',
    VolumeConnection,
    'name status wwn native_volume_id native_storage_pool_id',
  ),
  CONTROLLER: names('controllers', 'controllers', ControllerConnection, 'name status native_controller_id'),
  PORT: names('ports', 'ports', PortConnection, 'name wwn native_port_id'),
  DISK: names('disks', 'disks', DiskConnection, 'name status native_disk_id'),
  QUOTA: names(
    'quotas',
    'quotas',
    QuotaConnection,
    'type native_quota_id native_filesystem_id native_qtree_id user_group_name',
  ),
  FILESYSTEM: names('filesystems', 'file systems', FilesystemConnection, 'name status native_filesystem_id'),
  QTREE: names('qtrees', 'qtrees', QtreeConnection, 'name native_filesystem_id native_qtree_id'),
  SHARE: names('shares', 'shares', ShareConnection, 'name native_share_id native_filesystem_id'),
  STORAGE_HOST_INITIATOR: names(
    'storageHostInitiators',
    'host initiators',
    StorageHostInitiatorConnection,
    'name status wwn native_storage_host_id native_storage_host_initiator_id',
  ),
  STORAGE_HOST: names(
    'storageHosts',
    'hosts of arrays',
    StorageHostConnection,
    'name status ip_address native_storage_host_id',
  ),
  STORAGE_HOST_GROUP: names(
    'storageHostGroups',
    'host groups',
    StorageHostGroupConnection,
    'name native_storage_host_group_id',
  ),
  PORT_GROUP: names('portGroups', 'port groups', PortGroupConnection, 'name native_port_group_id'),
  VOLUME_GROUP: names('volumeGroups', 'volume groups', VolumeGroupConnection, 'name native_volume_group_id'),
  MASKING_VIEW: names(
    'maskingViews',
    'masking views',
    MaskingViewConnection,
    'name native_storage_host_group_id native_volume_group_id native_storage_host_id native_volume_id native_masking_view_id',
  ),
};
