import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { PageInfo, type ConnectionObject, type Page } from '../../../schema/paging/connection.js';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { givenFields, Task } from '../entities/task.js';

const provides = `@provides(fields: "${givenFields}")`;

/** One of the tasks with its place in the list. */
@ObjectType({ description: 'One of the tasks with its place in the list.' })
export class BackupTaskEdge {
  @Field(() => String, { description: 'Place in the list, for "after" and "before".' })
  cursor!: string;

  @Directive(provides)
  @Field(() => Task, { description: 'The task itself.' })
  node!: Task;
}

/** A page of tasks, each with what core shows of it. */
@ObjectType({ description: 'A page of tasks.' })
export class BackupTaskConnection implements ConnectionObject<Task> {
  constructor(private readonly page: Page<Task>) {}

  @Directive(provides)
  @Field(() => [Task], { description: 'The tasks of this page.' })
  get nodes(): readonly Task[] {
    return this.page.nodes;
  }

  @Field(() => [BackupTaskEdge], { description: 'The tasks of this page with their cursors.' })
  get edges(): readonly BackupTaskEdge[] {
    const { nodes, cursorAt } = this.page;
    return nodes.map((node, i) => ({ cursor: cursorAt(i), node }));
  }

  @Field(() => PageInfo, { description: 'Where the page stands in the list.' })
  get pageInfo(): PageInfo {
    return this.page.pageInfo;
  }

  @Field(() => Int, { description: 'How many tasks there are on all pages. Counted only when asked for.' })
  totalCount(): Promise<number> {
    return this.page.countAll();
  }
}

/** What answers to a request for work have in common. */
@ObjectType()
abstract class WorkPayload {
  @Field(() => EventCursor, {
    description: 'Place in the task events from which the events of this work follow.',
  })
  cursor!: string;
}

/** Payload of work that starts several tasks. */
function tasksPayload(name: string, meaning: string) {
  @ObjectType(name, { description: meaning })
  class Payload extends WorkPayload {
    @Directive(provides)
    @Field(() => [Task], { description: 'The tasks, in the order of the request.' })
    tasks!: readonly Task[];
  }
  return Payload;
}

/** Payload of work that starts one task, or changes it. */
function taskPayload(name: string, meaning: string) {
  @ObjectType(name, { description: meaning })
  class Payload extends WorkPayload {
    @Directive(provides)
    @Field(() => Task, { description: 'The task.' })
    task!: Task;
  }
  return Payload;
}

export const ExportVirtualMachinesPayload = tasksPayload(
  'ExportVirtualMachinesPayload',
  'The exports that were asked for.',
);
export const SnapshotVirtualMachinesPayload = tasksPayload(
  'SnapshotVirtualMachinesPayload',
  'The snapshots that were asked for.',
);
export const RevertVirtualMachinePayload = taskPayload(
  'RevertVirtualMachinePayload',
  'The reversion that was asked for.',
);
export const DeleteBackupsPayload = tasksPayload(
  'DeleteBackupsPayload',
  'The removals; none when there was nothing to remove.',
);
export const RestoreBackupPayload = taskPayload('RestoreBackupPayload', 'The restore that was asked for.');
export const MountBackupPayload = taskPayload('MountBackupPayload', 'The mount that was asked for.');
export const UnmountBackupPayload = taskPayload('UnmountBackupPayload', 'The unmount that was asked for.');
export const CancelBackupTaskPayload = taskPayload(
  'CancelBackupTaskPayload',
  'The task as it stands; a running one ends when its work gives way.',
);

/** What a removal of tasks gives. */
@ObjectType({ description: 'What a removal of tasks gives.' })
export class RemoveTasksPayload {
  @Field(() => Int, { description: 'How many tasks are gone.' })
  removed!: number;

  @Field(() => Int, { description: 'How many run and are told to end; they stay until they have.' })
  cancelling!: number;
}

/** What a removal of the tasks of a request gives. */
@ObjectType({ description: 'What a removal of the tasks of a request gives.' })
export class RemoveWorkflowPayload {
  @Field(() => Int, { description: 'How many tasks are gone.' })
  removed!: number;
}
