import { operation } from '../route.js';
import { listOperation } from './list-operation.js';
import { named } from './operations.js';
import type { GraphLong, GraphTime, Named } from './wire-values.js';

/** A hypervisor. */
export interface HypervisorData extends Named {
  readonly host: string;
  readonly type: string | null;
  readonly userName: string | null;
  readonly cluster: Named | null;
  readonly manager: Named | null;
  readonly virtualMachineCount: number;
}

const hypervisorFields = `guid name host type userName cluster ${named} manager ${named} virtualMachineCount`;
const inventory = { filter: 'InventoryFilter' };

export const listHypervisors = listOperation(
  'VprotectHypervisors',
  'hypervisors',
  inventory,
  hypervisorFields,
);

export const showHypervisor = operation(`query VprotectHypervisor($guid: ID!) {
  item: hypervisors(filter: { guids: [$guid] }, first: 1) { nodes { ${hypervisorFields} } }
}`);

/** A hypervisor manager. */
export interface ManagerData extends Named {
  readonly url: string;
  readonly type: string;
}

export const listManagers = listOperation(
  'VprotectManagers',
  'hypervisorManagers',
  { filter: 'HypervisorManagerFilter' },
  'guid name url type',
);

/** Something a hypervisor manager tells of. */
export interface ManagedData extends Named {
  readonly uuid: string;
}

export const listClusters = listOperation(
  'VprotectClusters',
  'hypervisorClusters',
  inventory,
  'guid uuid name',
);

/** A storage of a hypervisor manager. */
export interface StorageData extends ManagedData {
  readonly totalAvailableSpace: GraphLong | null;
  readonly totalUsedSpace: GraphLong | null;
  readonly clusters: readonly Named[];
}

export const listStorages = listOperation(
  'VprotectStorages',
  'hypervisorStorages',
  { filter: 'HypervisorStorageFilter' },
  `guid uuid name totalAvailableSpace totalUsedSpace clusters ${named}`,
);

export const listNetworks = listOperation(
  'VprotectNetworks',
  'networks',
  { filter: 'NetworkFilter' },
  'guid uuid name',
);

export const listProjects = listOperation('VprotectProjects', 'projects', inventory, 'guid uuid name');

/** A node that moves data. */
export interface NodeData extends Named {
  readonly address: string;
  readonly version: string;
  readonly state: string;
  readonly seenAt: GraphTime;
  readonly stagingTotal: GraphLong | null;
  readonly stagingAvailable: GraphLong | null;
}

export const listNodes = listOperation(
  'VprotectNodes',
  'backupNodes',
  { filter: 'BackupNodeFilter' },
  'guid name address version state seenAt stagingTotal stagingAvailable',
);

/** Where backups go. */
export interface DestinationData extends Named {
  readonly type: string;
  readonly description: string | null;
  readonly isDefault: boolean;
  readonly visibleForAllVms: boolean;
  readonly totalUsedSpace: GraphLong;
  readonly totalAvailableSpace: GraphLong | null;
}

const destinationFields =
  'guid name type description isDefault visibleForAllVms totalUsedSpace totalAvailableSpace';

export const listDestinations = listOperation(
  'VprotectDestinations',
  'backupDestinations',
  {},
  destinationFields,
);

export const listUsable = listOperation(
  'VprotectUsable',
  'backupDestinations',
  { filter: 'BackupDestinationFilter' },
  destinationFields,
);
