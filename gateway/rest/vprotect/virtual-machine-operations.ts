import { operation } from '../route.js';
import { listOperation } from './list-operation.js';
import { named } from './operations.js';
import type { GraphLong, GraphTime, Named } from './wire-values.js';

/** A machine as the list asks for it. */
export interface MachineData extends Named {
  readonly uuid: string;
  readonly present: boolean;
  readonly protection: string;
  readonly lastBackupAt: GraphTime;
  readonly lastBackupSize: GraphLong;
  readonly lastFullBackupSize: GraphLong;
  readonly lastFullBackup: BackupTime | null;
  readonly lastIncrementalBackup: BackupTime | null;
  readonly restoreStatus: string | null;
  readonly restorable: boolean;
  readonly warningsPresent: boolean;
  readonly policy: WireNamed | null;
  readonly snapshotPolicy: WireNamed | null;
  readonly hypervisor: (Named & { readonly type: string | null }) | null;
  readonly manager: (Named & { readonly url: string; readonly type: string }) | null;
  readonly cluster: Named | null;
  readonly project: (Named & { readonly uuid: string }) | null;
  readonly flavor: Named | null;
  readonly tags: readonly string[];
  readonly tenantId: string | null;
}

/** A backup as the machine's list names it; the machine's own name is its. */
export interface BackupTime {
  readonly guid: string;
  readonly snapshotTime: string;
}

/** Something whose name has a prefix on the wire where it was made in the call of a project (vprotect.md 2.4). */
export interface WireNamed extends Named {
  readonly nameScoped: boolean;
  readonly tenantId: string | null;
}

/** A machine with all there is to show. */
export interface MachineDetails extends MachineData {
  readonly backupCount: number;
  readonly exportImportMode: string;
  readonly quiesceBeforeSnapshot: boolean;
  readonly lastSnapshot: {
    readonly guid: string;
    readonly uuid: string | null;
    readonly snapshotTime: string;
  } | null;
  readonly credential: Named | null;
  readonly sshHost: string | null;
  readonly sshPort: number | null;
  readonly sshUser: string | null;
  readonly sshKeyPath: string | null;
  readonly preSnapEnabled: boolean;
  readonly preSnapArgs: readonly string[];
  readonly preSnapStdErr: string;
  readonly preSnapIgnoredExitCodes: string | null;
  readonly postSnapEnabled: boolean;
  readonly postSnapArgs: readonly string[];
  readonly postSnapStdErr: string;
  readonly postSnapIgnoredExitCodes: string | null;
  readonly networkInterfaces: readonly InterfaceData[];
}

/** A network interface card. */
export interface InterfaceData extends Named {
  readonly uuid: string;
  readonly network: Named | null;
}

/** A disk of a machine. */
export interface DiskData extends Named {
  readonly uuid: string;
  readonly size: GraphLong;
  readonly present: boolean;
  readonly excludedFromBackup: boolean;
  readonly supported: boolean;
  readonly type: string;
}

const wireNamed = '{ guid name nameScoped tenantId }';

/** What a list shows of a machine. */
export const machineFields = `guid uuid name present protection lastBackupAt lastBackupSize lastFullBackupSize
    lastFullBackup { guid snapshotTime } lastIncrementalBackup { guid snapshotTime } restoreStatus restorable warningsPresent
    policy ${wireNamed} snapshotPolicy ${wireNamed} hypervisor { guid name type } manager { guid name url type }
    cluster ${named} project { guid name uuid } flavor ${named} tags tenantId`;

const interfaces = `networkInterfaces { guid uuid name network ${named} }`;

const details = `${machineFields} backupCount exportImportMode quiesceBeforeSnapshot
    lastSnapshot { guid uuid snapshotTime } credential ${named} sshHost sshPort sshUser sshKeyPath
    preSnapEnabled preSnapArgs preSnapStdErr preSnapIgnoredExitCodes
    postSnapEnabled postSnapArgs postSnapStdErr postSnapIgnoredExitCodes ${interfaces}`;

const inputs = { filter: 'VirtualMachineFilter', order: 'VirtualMachineOrder' };

export const listMachines = listOperation(
  'VprotectVirtualMachines',
  'virtualMachines',
  inputs,
  machineFields,
);

export const listMachineDetails = listOperation(
  'VprotectDetailedMachines',
  'virtualMachines',
  inputs,
  details,
);

export const showMachine = operation(`query VprotectVirtualMachine($guid: ID!) {
  item: virtualMachine(guid: $guid) { ${details} }
}`);

export const changeMachine = operation(`mutation VprotectChangeMachine($input: UpdateVirtualMachineInput!) {
  changed: updateVirtualMachine(input: $input) { item: virtualMachine { ${details} } }
}`);

export const changePassword =
  operation(`mutation VprotectMachinePassword($input: UpdateVirtualMachineInput!) {
  changed: updateVirtualMachine(input: $input) { virtualMachine { guid } }
}`);

export const incrementalCheck =
  operation(`query VprotectIncremental($filter: VirtualMachineFilter, $first: Int, $after: String) {
  list: virtualMachines(filter: $filter, first: $first, after: $after) {
    nodes { guid name policy ${wireNamed} incrementalNotPossible } pageInfo { hasNextPage endCursor }
  }
}`);

export const removeVanished =
  operation(`mutation VprotectRemoveVanished($input: RemoveVanishedVirtualMachinesInput!) {
  removeVanishedVirtualMachines(input: $input) { removed }
}`);

const diskFields = 'guid uuid name size present excludedFromBackup supported type';

export const listDisks = operation(`query VprotectDisks($guid: ID!) {
  machine: virtualMachine(guid: $guid) { disks { ${diskFields} } }
}`);

export const excludeDisk = operation(`mutation VprotectExcludeDisk($input: SetDiskExcludedInput!) {
  changed: setDiskExcluded(input: $input) { disk { ${diskFields} } }
}`);

export const listFlavors = listOperation(
  'VprotectFlavors',
  'flavors',
  { filter: 'InventoryFilter' },
  'guid uuid name',
);
