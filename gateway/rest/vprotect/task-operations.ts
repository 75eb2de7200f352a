import { operation } from '../route.js';
import { listOperation } from './list-operation.js';
import { backupParts, named, originParts } from './operations.js';
import type { BackupParts, OriginData } from './shapes.js';
import type { WireNamed } from './virtual-machine-operations.js';
import type { GraphLong, GraphTime, Named } from './wire-values.js';

/** A task as the API asks for it. */
export interface TaskData extends OriginData {
  readonly guid: string;
  readonly workType: string | null;
  readonly state: string;
  readonly progress: number | null;
  readonly priority: number;
  readonly windowStart: GraphTime;
  readonly windowEnd: GraphTime;
  readonly createdAt: string;
  readonly startedAt: GraphTime;
  readonly finishedAt: GraphTime;
  readonly statusInfo: string | null;
  readonly tenantId: string | null;
  readonly virtualMachine: Named | null;
  readonly vmName: string | null;
  readonly dstVirtualMachine: Named | null;
  readonly dstVmName: string | null;
  readonly backup: BackupParts | null;
  readonly backupType: string | null;
  readonly backupDestination: Named | null;
  readonly hypervisor: Named | null;
  readonly hypervisorManager: Named | null;
  readonly backupNode: Named | null;
  readonly schedule: WireNamed | null;
  readonly rule: Named | null;
  readonly policy: WireNamed | null;
  readonly parent: { readonly guid: string; readonly workType: string | null } | null;
  readonly workflow: string | null;
  readonly restoreJob: { readonly guid: string; readonly vmName: string } | null;
  readonly restoreType: string | null;
  readonly powerOnAfterRestore: boolean | null;
  readonly retriesLeft: number | null;
  readonly processedObjects: GraphLong | null;
  readonly totalObjects: GraphLong | null;
}

/** What the API shows of a task. */
export const taskFields = `guid workType state progress priority windowStart windowEnd createdAt startedAt finishedAt
    statusInfo tenantId virtualMachine ${named} vmName dstVirtualMachine ${named} dstVmName backup ${backupParts}
    backupType backupDestination ${named} hypervisor ${named} hypervisorManager ${named} backupNode ${named}
    schedule { guid name nameScoped tenantId } rule ${named} policy { guid name nameScoped tenantId }
    parent { guid workType } workflow restoreJob { guid vmName } restoreType powerOnAfterRestore retriesLeft
    processedObjects totalObjects ${originParts}`;

export const listTasks = listOperation(
  'VprotectTasks',
  'backupTasks',
  { filter: 'BackupTaskFilter', order: 'BackupTaskOrder' },
  taskFields,
);

export const showTask = operation(`query VprotectTask($guid: ID!) {
  item: backupTask(guid: $guid) { ${taskFields} }
}`);

export const watchTask = operation(`subscription VprotectTaskEvents($guid: ID!, $after: EventCursor) {
  taskEvents(guid: $guid, after: $after) { task { ${taskFields} } }
}`);

const tasksAnswer = `{ tasks { ${taskFields} } }`;
const taskAnswer = `{ task { ${taskFields} } }`;

export const exportMachines = operation(`mutation VprotectExport($input: ExportVirtualMachinesInput!) {
  made: exportVirtualMachines(input: $input) ${tasksAnswer}
}`);

export const restoreBackup = operation(`mutation VprotectRestore($input: RestoreBackupInput!) {
  made: restoreBackup(input: $input) ${taskAnswer}
}`);

export const mountBackup = operation(`mutation VprotectMount($input: MountBackupInput!) {
  made: mountBackup(input: $input) ${taskAnswer}
}`);

export const unmountBackup = operation(`mutation VprotectUnmount($input: UnmountBackupInput!) {
  made: unmountBackup(input: $input) ${taskAnswer}
}`);

export const deleteBackups = operation(`mutation VprotectDelete($input: DeleteBackupsInput!) {
  made: deleteBackups(input: $input) ${tasksAnswer}
}`);

export const snapshotMachines = operation(`mutation VprotectSnapshot($input: SnapshotVirtualMachinesInput!) {
  made: snapshotVirtualMachines(input: $input) ${tasksAnswer}
}`);

export const syncInventory = operation(`mutation VprotectInventory($input: SyncInventoryInput!) {
  made: syncInventory(input: $input) ${tasksAnswer}
}`);

export const cancelTask = operation(`mutation VprotectCancel($input: CancelBackupTaskInput!) {
  made: cancelBackupTask(input: $input) ${taskAnswer}
}`);

export const removeTasks = operation(`mutation VprotectRemoveTasks($input: RemoveTasksInput!) {
  removeTasks(input: $input) { removed }
}`);

/** What was asked for and what became of it, per machine. */
export interface WorkflowData extends OriginData {
  readonly guid: string;
  readonly definition: string;
  readonly state: string;
  readonly progress: number | null;
  readonly currentStep: string | null;
  readonly virtualMachine: Named | null;
  readonly vmName: string | null;
  readonly backupDestinations: readonly Named[];
  readonly priority: number;
  readonly startedAt: GraphTime;
  readonly finishedAt: GraphTime;
}

export const listWorkflows = listOperation(
  'VprotectWorkflows',
  'workflows',
  { filter: 'WorkflowFilter' },
  `guid definition state progress currentStep virtualMachine ${named} vmName backupDestinations ${named}
    priority startedAt finishedAt ${originParts}`,
);
