import { Refusal, type IdentifiedRequest, type Operation, type Row } from '../route.js';
import { given } from './body-values.js';
import { changeRow, itemRow, pathGuid } from './item-row.js';
import { listRow } from './list-row.js';
import type { QueryFilter } from './list-query.js';
import { readBody } from './read-body.js';
import * as bodies from './task-bodies.js';
import * as graph from './task-operations.js';
import { taskShape, workflowShape } from './task-shapes.js';
import * as variables from './task-variables.js';

interface ManyMade {
  readonly made: { readonly tasks: readonly graph.TaskData[] };
}

interface OneMade {
  readonly made: { readonly task: graph.TaskData };
}

const guidFilter = (member: string, meaning: string, ...names: readonly string[]): QueryFilter => ({
  names,
  kind: 'guid',
  member,
  many: true,
  meaning,
});

const filters: readonly QueryFilter[] = [
  guidFilter('virtualMachines', 'The machine it is about.', 'protectedEntity', 'protected-entity'),
  guidFilter('backups', 'The backup it makes or uses.', 'backup'),
  guidFilter('schedules', 'The schedule that started it.', 'schedule'),
  guidFilter('workflows', 'The request it belongs to.', 'workflow-execution'),
  guidFilter('nodes', 'The node it runs on.', 'node'),
  guidFilter('hypervisors', 'The hypervisor.', 'hypervisor'),
  guidFilter('hypervisorManagers', 'The hypervisor manager.', 'hypervisor-manager'),
  guidFilter('backupDestinations', 'Where the backup goes.', 'backup-destination'),
  guidFilter('restoreJobs', 'The restore it is part of.', 'restore-job'),
  guidFilter('parents', 'The task it follows.', 'parent-task'),
  {
    names: ['state', 'states'],
    kind: { of: 'TaskState' },
    member: 'states',
    many: true,
    meaning: 'Its state; may be repeated.',
  },
  {
    names: ['type'],
    kind: { of: 'TaskType' },
    member: 'types',
    many: true,
    meaning: 'Its type; may be repeated.',
  },
  {
    names: ['mounted-backup-assigned'],
    kind: 'flag',
    member: 'mountedBackupAssigned',
    many: false,
    meaning: 'Whether it is about a mounted backup.',
  },
];

const columns = [
  'guid',
  'type.description',
  'state.description',
  'protectedEntity.name',
  'protectedEntityDisplayName',
  'statusInfo',
  'backupDestination.name',
  'node.name',
  'policy.name',
];

const terminal = ['FINISHED', 'FAILED', 'CANCELLED'];

/** Tasks: those there are, what they are asked for with, and their end (vprotect.md 3.2). */
export const taskRows: readonly Row[] = [
  listRow<graph.TaskData>({
    path: '/tasks',
    summary: 'Tasks: running ones, then queued ones in the order they will run, then the newest ended.',
    operation: graph.listTasks,
    shape: taskShape,
    filters,
    orders: { priority: 'PRIORITY', startTime: 'STARTED_AT', finishTime: 'FINISHED_AT' },
    tenant: 'tenantId',
    columns,
  }),
  itemRow('/tasks/:guid', 'task', graph.showTask, taskShape),
  liveTaskRow(),
  many(
    '/tasks/export',
    'Backs up machines: one task for each.',
    bodies.exportBody,
    graph.exportMachines,
    variables.exportOf,
  ),
  one(
    '/tasks/restore-and-import',
    'Restores a backup as a machine.',
    bodies.importBody,
    graph.restoreBackup,
    variables.importOf,
  ),
  one(
    '/tasks/restore',
    'Restores the files of a backup to a path of a node.',
    bodies.restoreBody,
    graph.restoreBackup,
    variables.restoreOf,
  ),
  one(
    '/tasks/restore-and-mount',
    'Restores a backup and mounts it on a node.',
    bodies.restoreAndMountBody,
    graph.restoreBackup,
    variables.restoreAndMountOf,
  ),
  one('/tasks/mount', 'Mounts a restored backup again.', bodies.mountedBody, graph.mountBackup, mountedOf),
  one('/tasks/unmount', 'Unmounts a mounted backup.', bodies.mountedBody, graph.unmountBackup, mountedOf),
  changeRow<ManyMade>({
    method: 'POST',
    path: '/tasks/delete',
    status: 201,
    summary:
      'Removes the backups of a machine, or one backup; a machine that is gone and has none is removed at once.',
    body: bodies.deleteBody,
    operation: graph.deleteBackups,
    variables: (request) => ({ input: { guid: readBody(bodies.deleteBody, request).value } }),
    shape: ({ made: { tasks } }) => {
      // Nothing had to be removed, and the machine's own record was at once (3.2).
      if (tasks.length === 0) throw new Refusal(200, []);
      return tasks.map(taskShape);
    },
  }),
  ...['/tasks/vm-snapshot', '/tasks/snapshot'].map((path) =>
    many(
      path,
      'Takes snapshots of machines.',
      bodies.snapshotBody,
      graph.snapshotMachines,
      variables.snapshotOf,
    ),
  ),
  many(
    '/tasks/inventory-sync',
    'Reads what hypervisor managers have.',
    bodies.inventoryBody,
    graph.syncInventory,
    inventoryOf,
  ),
  changeRow<OneMade>({
    method: 'PUT',
    path: '/tasks/:guid/state',
    status: 200,
    summary: 'Cancels a task.',
    body: bodies.stateBody,
    operation: graph.cancelTask,
    variables: variables.cancellationOf,
    shape: ({ made }) => taskShape(made.task),
  }),
  removal(
    '/tasks/:guid',
    'Removes a task; one that runs is cancelled and stays until it has stopped.',
    (request) => ({
      guids: [pathGuid(request, 'task')],
    }),
  ),
  removal('/tasks/all-finished', 'Removes all tasks that have ended.', () => ({ states: terminal })),
  removal('/tasks/all-finished-and-queued', 'Removes all tasks that have ended or wait.', () => ({
    states: [...terminal, 'QUEUED'],
  })),
  removal('/tasks/all-running', 'Cancels all tasks that run.', () => ({ states: ['RUNNING'] })),
  listRow<graph.WorkflowData>({
    path: '/workflow-executions',
    summary: 'What was asked for, per machine, over its tasks; the newest first.',
    operation: graph.listWorkflows,
    shape: workflowShape,
    tenant: 'tenantId',
    aliases: { type: 'definitionName', step: 'currentStep', instance: 'protectedEntity.name' },
    columns: ['definitionName.name', 'state.description', 'protectedEntity.name', 'originEntity.name'],
  }),
  removal('/workflow-executions/:guid', 'Removes the ended tasks of one request.', (request) => ({
    workflow: pathGuid(request, 'workflow execution'),
    states: terminal,
  })),
];

/** Not of the original: what happens to a task as it happens, so that nobody has to ask again and again. */
function liveTaskRow(): Row {
  const row = itemRow('/tasks/:guid/events', 'task', graph.showTask, taskShape);
  return {
    ...row,
    document: {
      ...row.document,
      summary:
        'A task as Server-Sent Events: as it is now, then after every change, until it has ended. Last-Event-ID goes on behind an event.',
    },
    live: {
      operation: graph.watchTask,
      event: 'task',
      shape: (data) => {
        const { task } = data['taskEvents'] as { readonly task: graph.TaskData | null };
        return task && taskShape(task);
      },
    },
  };
}

type Body = NonNullable<Row['document']['body']>;
type Variables = (request: IdentifiedRequest) => variables.Input;

function many(path: string, summary: string, body: Body, operation: Operation, of: Variables): Row {
  return changeRow<ManyMade>({
    method: 'POST',
    path,
    status: 201,
    summary,
    body,
    operation,
    variables: of,
    shape: ({ made: { tasks } }) => tasks.map(taskShape),
  });
}

function one(path: string, summary: string, body: Body, operation: Operation, of: Variables): Row {
  return changeRow<OneMade>({
    method: 'POST',
    path,
    status: 201,
    summary,
    body,
    operation,
    variables: of,
    shape: ({ made }) => taskShape(made.task),
  });
}

function removal(path: string, summary: string, input: (request: IdentifiedRequest) => object): Row {
  return changeRow({
    method: 'DELETE',
    path,
    summary,
    operation: graph.removeTasks,
    variables: (request) => ({ input: input(request) }),
  });
}

function mountedOf(request: IdentifiedRequest): variables.Input {
  return { input: { mountedBackupGuid: readBody(bodies.mountedBody, request).mountedBackup } };
}

function inventoryOf(request: IdentifiedRequest): variables.Input {
  const { hypervisorManagers, hypervisors } = given(readBody(bodies.inventoryBody, request));
  return { input: given({ managers: hypervisorManagers, hypervisors }) };
}
