import { enumObject } from './enum-catalogue.js';
import { backupReference, originEntity, protectedEntity } from './shapes.js';
import type { TaskData, WorkflowData } from './task-operations.js';
import { wireReference } from './virtual-machine-shapes.js';
import { millisOf, numberOf, reference, references } from './wire-values.js';

/** How long a window is where a task has none; both its ends are always shown, as numbers (vprotect.md 3.2). */
const usualWindowMs = 5 * 3_600_000;

/** What each first kind of work is called as a whole. */
const definitions: Readonly<Record<string, string>> = {
  EXPORT: 'Backup',
  RESTORE: 'Restore',
  INDEX: 'Inventory synchronization',
  SNAPSHOT: 'Snapshot',
};

/** A task, in a list and alone. */
export function taskShape(task: TaskData): Readonly<Record<string, unknown>> {
  const { parent, workflow, restoreJob } = task;
  // Of the tasks listed here each has one; the graph's type is of tasks of every kind.
  const workType = task.workType ?? 'UNKNOWN';
  const windowStart = millisOf(task.windowStart ?? task.createdAt);
  const machine = protectedEntity(task.virtualMachine);
  return {
    guid: task.guid,
    type: enumObject('TaskType', workType),
    state: enumObject('TaskState', task.state),
    progress: progressOf(task.state, task.progress),
    priority: task.priority,
    windowStart,
    windowEnd: millisOf(task.windowEnd) ?? windowStart + usualWindowMs,
    startTime: millisOf(task.startedAt),
    finishTime: millisOf(task.finishedAt),
    statusInfo: task.statusInfo ?? undefined,
    protectedEntity: machine,
    protectedEntityDisplayName: machine?.name ?? task.vmName ?? task.hypervisorManager?.name,
    dstProtectedEntity: protectedEntity(task.dstVirtualMachine) ?? restoredEntity(task),
    backup: backupReference(task.backup),
    backupType: enumObject('BackupType', task.backupType),
    backupDestination: reference(task.backupDestination),
    hypervisor: reference(task.hypervisor),
    hypervisorManager: reference(task.hypervisorManager),
    node: reference(task.backupNode),
    schedule: wireReference(task.schedule),
    rule: reference(task.rule),
    policy: wireReference(task.policy),
    originEntity: originEntity(task),
    parentTask: parent
      ? { guid: parent.guid, name: enumObject('TaskType', parent.workType ?? 'UNKNOWN').description }
      : undefined,
    workflowExecution:
      workflow === null ? undefined : { guid: workflow, name: definitionOf(parent?.workType ?? workType) },
    restoreJob: restoreJob ? { guid: restoreJob.guid, name: restoreJob.vmName } : undefined,
    restoreType: enumObject('RestoreType', task.restoreType),
    powerOnAfterRestore: task.powerOnAfterRestore ?? undefined,
    retryCount: task.retriesLeft ?? 0,
    processedObjectCount: numberOf(task.processedObjects),
    totalObjectCount: numberOf(task.totalObjects),
    tenantId: task.tenantId ?? undefined,
  };
}

/** One requested operation on one machine, over all its tasks. */
export function workflowShape(workflow: WorkflowData): Readonly<Record<string, unknown>> {
  const machine = protectedEntity(workflow.virtualMachine);
  const name = definitionOf(workflow.definition);
  return {
    guid: workflow.guid,
    state: enumObject('WorkflowExecutionState', workflow.state),
    definitionName: { name, description: name },
    averageProgress: workflow.progress ?? 0,
    currentStep: enumObject('TaskType', workflow.currentStep),
    protectedEntity: machine,
    protectedEntityDisplayName: machine?.name ?? workflow.vmName ?? undefined,
    backupDestinations: references(workflow.backupDestinations),
    originEntity: originEntity(workflow),
    priority: workflow.priority,
    startTime: millisOf(workflow.startedAt),
    finishTime: millisOf(workflow.finishedAt),
  };
}

/** A number always: 0 while queued, 100 at the end, else where it stands. */
function progressOf(state: string, progress: number | null): number {
  if (state === 'FINISHED') return 100;
  return state === 'QUEUED' ? 0 : Math.min(100, Math.max(0, progress ?? 0));
}

/** A restored machine that is gone, or not there yet: old clients read its name (3.2). */
function restoredEntity({ workType, virtualMachine, dstVmName, vmName }: TaskData): object | undefined {
  if (!/^(?:RESTORE|IMPORT|MOUNT)$/.test(workType ?? '')) return undefined;
  const known = protectedEntity(virtualMachine);
  if (known) return { ...known, name: dstVmName ?? known.name };
  const name = dstVmName ?? vmName;
  return name === null ? undefined : { name, type: enumObject('ProtectedEntityType', 'VM') };
}

function definitionOf(type: string): string {
  return definitions[type] ?? enumObject('TaskType', type).description;
}
