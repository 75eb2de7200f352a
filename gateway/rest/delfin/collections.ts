import type { DelfinCode } from './error-table.js';
import { camelCase, filterMember, singular, wireColumn, type WireColumn } from './wire-column.js';

/** One kind of object with its list (delfin.md §2, §3, §5). */
export interface Collection {
  /** Last part of the list's path, such as `storage-pools`. */
  readonly path: string;
  /** Key of the list in the answer. */
  readonly key: string;
  /** Root field of the graph. */
  readonly root: string;
  /** Name of the graph's type. */
  readonly type: string;
  /** Error code for one that is not there. */
  readonly notFound: DelfinCode;
  /** In the order of the answer. */
  readonly columns: readonly WireColumn[];
  /** Filters by their name on the wire; the value is the member of the graph's filter. */
  readonly filters: ReadonlyMap<string, string>;
  /** Names that are filters of no column: asked for, the list is empty. */
  readonly deadFilters: readonly string[];
  /** Keys that are the same in every answer: the list may be ordered by them, to no effect. */
  readonly constants: readonly string[];
}

/** A type with an error code of its own for one that is not there. */
type KnownType<C = DelfinCode> = C extends `${infer T}NotFound` ? T : never;

interface CollectionRow {
  readonly path: string;
  readonly type: KnownType;
  /** Keys behind `created_at, updated_at, id`; one with `[]` behind it is a list. */
  readonly columns: string;
  readonly filters: string;
  readonly dead?: string;
  readonly constants?: string;
}

const nested = 'storage_id name description';

const resourceRows: readonly CollectionRow[] = [
  {
    path: 'storage-pools',
    type: 'StoragePool',
    columns:
      'native_storage_pool_id name description storage_type status storage_id total_capacity used_capacity free_capacity subscribed_capacity',
    filters: 'name status id storage_id native_storage_pool_id',
  },
  {
    path: 'volumes',
    type: 'Volume',
    columns:
      'native_volume_id name description type status storage_id native_storage_pool_id wwn total_capacity used_capacity free_capacity compressed deduplicated',
    filters: 'name status id storage_id wwn native_volume_id native_storage_pool_id',
  },
  {
    path: 'controllers',
    type: 'Controller',
    columns:
      'native_controller_id name status location soft_version cpu_info cpu_count memory_size storage_id mgmt_ip',
    filters: 'name status id storage_id native_controller_id',
  },
  {
    path: 'ports',
    type: 'Port',
    columns:
      'native_port_id name location type logical_type connection_status health_status storage_id native_parent_id speed max_speed wwn mac_address ipv4 ipv4_mask ipv6 ipv6_mask',
    filters: 'name id storage_id wwn native_port_id',
    dead: 'status native_controller_id',
  },
  {
    path: 'disks',
    type: 'Disk',
    columns:
      'native_disk_id name physical_type logical_type status location storage_id native_disk_group_id serial_number manufacturer model firmware speed capacity health_score',
    filters: 'name status id storage_id native_disk_id',
  },
  {
    path: 'filesystems',
    type: 'Filesystem',
    columns:
      'native_filesystem_id name type status storage_id native_pool_id security_mode total_capacity used_capacity free_capacity compressed deduplicated worm',
    filters: 'name status id storage_id native_filesystem_id',
  },
  {
    path: 'qtrees',
    type: 'Qtree',
    columns: 'native_qtree_id name path storage_id native_filesystem_id security_mode',
    filters: 'name id storage_id native_filesystem_id native_qtree_id',
    dead: 'state',
  },
  {
    path: 'quotas',
    type: 'Quota',
    columns:
      'native_quota_id type storage_id native_filesystem_id native_qtree_id capacity_hard_limit capacity_soft_limit file_hard_limit file_soft_limit file_count used_capacity user_group_name',
    filters: 'id storage_id type native_quota_id native_filesystem_id native_qtree_id user_group_name',
    dead: 'name status',
  },
  {
    path: 'shares',
    type: 'Share',
    columns: 'native_share_id name path storage_id native_filesystem_id native_qtree_id protocol',
    filters: 'name id storage_id native_share_id',
    dead: 'status',
  },
];

const nestedRows: readonly CollectionRow[] = [
  {
    path: 'storage-host-initiators',
    type: 'StorageHostInitiator',
    columns: `${nested} alias wwn status type native_storage_host_id native_storage_host_initiator_id`,
    filters: 'name status wwn id native_storage_host_id native_storage_host_initiator_id',
  },
  {
    path: 'storage-hosts',
    type: 'StorageHost',
    columns: `${nested} os_type ip_address status native_storage_host_id storage_host_initiators[]`,
    filters: 'name status id native_storage_host_id',
  },
  {
    path: 'storage-host-groups',
    type: 'StorageHostGroup',
    columns: `${nested} native_storage_host_group_id storage_hosts[]`,
    filters: 'name id native_storage_host_group_id',
  },
  {
    path: 'port-groups',
    type: 'PortGroup',
    columns: `${nested} native_port_group_id ports[]`,
    filters: 'name id native_port_group_id',
  },
  {
    path: 'volume-groups',
    type: 'VolumeGroup',
    columns: `${nested} native_volume_group_id volumes[]`,
    filters: 'name id native_volume_group_id',
  },
  {
    path: 'masking-views',
    type: 'MaskingView',
    columns: `${nested} native_storage_host_group_id native_volume_group_id native_port_group_id native_storage_host_id native_volume_id native_masking_view_id`,
    filters:
      'name id native_storage_host_group_id native_storage_host_id native_volume_id native_masking_view_id',
    dead: 'native_storage_port_group_id native_storage_volume_group_id',
  },
];

/** The arrays themselves (delfin.md §5.1). What is deleted is never shown, so its two keys never change. */
export const storages: Collection = collection({
  path: 'storages',
  type: 'Storage',
  columns:
    'name description location status sync_status vendor model serial_number firmware_version total_capacity used_capacity free_capacity raw_capacity subscribed_capacity',
  filters: 'name vendor model status serial_number',
  constants: 'deleted_at deleted',
});

/** The kinds with a list and a page of their own (rows 18, 19). */
export const resources: readonly Collection[] = resourceRows.map(collection);

/** The kinds that are listed under their storage (rows 20-25). */
export const nestedResources: readonly Collection[] = nestedRows.map(collection);

function collection({ path, type, columns, filters, dead, constants }: CollectionRow): Collection {
  const key = path.replaceAll('-', '_');
  const own = `native_${singular(key)}_id`;
  return {
    path,
    key,
    root: camelCase(key),
    type,
    notFound: `${type}NotFound` as const,
    columns: `created_at updated_at id ${columns}`.split(' ').map((name) => wireColumn(name, own)),
    filters: new Map(filters.split(' ').map((name) => [name, filterMember(name, own)])),
    deadFilters: dead?.split(' ') ?? [],
    constants: constants?.split(' ') ?? [],
  };
}
