import { Arg, Args, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { givenFields, Task } from '../entities/task.js';
import { askDelete } from '../services/ask-delete.js';
import { exportMachines } from '../services/ask-export.js';
import { askMounted } from '../services/ask-mount.js';
import { askRestore } from '../services/ask-restore.js';
import { askRevert } from '../services/ask-revert.js';
import { snapshotMachines } from '../services/ask-snapshot.js';
import { listWork, shownWork } from '../services/list-work.js';
import type { BackupParts } from '../services/parts.js';
import { cancelWork, removeWork } from '../services/remove-work.js';
import { RestoreBackupInput } from './restore-request.inputs.js';
import * as inputs from './work.inputs.js';
import * as payloads from './work.payloads.js';
import { WorkLoaders } from './work-loaders.js';

type Tasks = { readonly tasks: readonly Task[]; readonly cursor: string };
type One = { readonly task: Task; readonly cursor: string };

/** Tasks of backups: the lists, what asks for them and what ends them (vprotect.md 3.2). */
@Resolver()
export class WorkResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => payloads.BackupTaskConnection, {
    nullable: true,
    description:
      'Tasks of backups: running ones, then waiting ones as they will run, then the newest ended, unless told.',
  })
  async backupTasks(
    @Arg('filter', () => inputs.BackupTaskFilter, {
      nullable: true,
      description: 'What the list is narrowed to.',
    })
    filter: inputs.BackupTaskFilter | null,
    @Arg('orderBy', () => inputs.BackupTaskOrder, { nullable: true, description: 'The order.' })
    orderBy: inputs.BackupTaskOrder | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<payloads.BackupTaskConnection> {
    return new payloads.BackupTaskConnection(
      await listWork(this.parts.store.sql, viewer, filter ?? {}, page, orderBy),
    );
  }

  @Access('viewer')
  @Directive(`@provides(fields: "${givenFields}")`)
  @Query(() => Task, { nullable: true, description: 'A task of backups; null when there is none to see.' })
  backupTask(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<Task | null> {
    return WorkLoaders.of(this.parts, context).task.load(guid);
  }

  @Access('operator')
  @Mutation(() => payloads.ExportVirtualMachinesPayload, {
    nullable: true,
    description: 'Backs machines up: one task for each.',
  })
  async exportVirtualMachines(
    @Arg('input', () => inputs.ExportVirtualMachinesInput, { description: 'The machines.' })
    input: inputs.ExportVirtualMachinesInput,
    @Ctx() context: RequestContext,
  ): Promise<Tasks> {
    return this.many(context, async () => {
      const made = await exportMachines(this.parts, context.viewer, input);
      return made.map(({ guid }) => guid);
    });
  }

  @Access('operator')
  @Mutation(() => payloads.SnapshotVirtualMachinesPayload, {
    nullable: true,
    description: 'Takes snapshots of machines: one task for each.',
  })
  async snapshotVirtualMachines(
    @Arg('input', () => inputs.SnapshotVirtualMachinesInput, { description: 'The machines.' })
    input: inputs.SnapshotVirtualMachinesInput,
    @Ctx() context: RequestContext,
  ): Promise<Tasks> {
    return this.many(context, () => snapshotMachines(this.parts, context.viewer, input));
  }

  @Access('operator')
  @Mutation(() => payloads.RevertVirtualMachinePayload, {
    nullable: true,
    description:
      'Puts the disks of a machine back to a snapshot on its platform. What was written since is lost; backups stay.',
  })
  async revertVirtualMachine(
    @Arg('input', () => inputs.RevertVirtualMachineInput, { description: 'Which snapshot.' })
    input: inputs.RevertVirtualMachineInput,
    @Ctx() context: RequestContext,
  ): Promise<One> {
    return this.one(context, () => askRevert(this.parts, context.viewer, input));
  }

  @Access('operator')
  @Mutation(() => payloads.DeleteBackupsPayload, {
    nullable: true,
    description:
      'Removes a backup, or all of a machine: one task for each. A machine that vanished and has none is forgotten.',
  })
  async deleteBackups(
    @Arg('input', () => inputs.DeleteBackupsInput, { description: 'What.' }) {
      guid,
    }: inputs.DeleteBackupsInput,
    @Ctx() context: RequestContext,
  ): Promise<Tasks> {
    return this.many(context, async () => {
      const made = await askDelete(this.parts, context.viewer, guid);
      return made.map((task) => task.guid);
    });
  }

  @Access('operator')
  @Mutation(() => payloads.RestoreBackupPayload, { nullable: true, description: 'Restores a backup.' })
  async restoreBackup(
    @Arg('input', () => RestoreBackupInput, { description: 'The backup, and what becomes of it.' })
    input: RestoreBackupInput,
    @Ctx() context: RequestContext,
  ): Promise<One> {
    return this.one(context, () => askRestore(this.parts, context.viewer, input));
  }

  @Access('operator')
  @Mutation(() => payloads.MountBackupPayload, {
    nullable: true,
    description: 'Mounts a mounted backup again whose mount failed.',
  })
  async mountBackup(
    @Arg('input', () => inputs.MountBackupInput, { description: 'Which.' }) input: inputs.MountBackupInput,
    @Ctx() context: RequestContext,
  ): Promise<One> {
    return this.one(context, () => askMounted(this.parts, context.viewer, 'MOUNT', input.mountedBackupGuid));
  }

  @Access('operator')
  @Mutation(() => payloads.UnmountBackupPayload, {
    nullable: true,
    description: 'Takes a mounted backup away.',
  })
  async unmountBackup(
    @Arg('input', () => inputs.UnmountBackupInput, { description: 'Which.' })
    input: inputs.UnmountBackupInput,
    @Ctx() context: RequestContext,
  ): Promise<One> {
    return this.one(context, () =>
      askMounted(this.parts, context.viewer, 'UNMOUNT', input.mountedBackupGuid),
    );
  }

  @Access('operator')
  @Mutation(() => payloads.CancelBackupTaskPayload, {
    nullable: true,
    description:
      'Cancels a task with a word why. A waiting one ends at once; CONFLICT when it has ended otherwise.',
  })
  async cancelBackupTask(
    @Arg('input', () => inputs.CancelBackupTaskInput, { description: 'The task.' })
    { guid, statusInfo }: inputs.CancelBackupTaskInput,
    @Ctx() context: RequestContext,
  ): Promise<One> {
    const cursor = await this.parts.tasks.cursorNow();
    const task = await cancelWork(this.parts, context.viewer, guid, statusInfo);
    context.clear();
    return { task, cursor };
  }

  @Access('operator')
  @Mutation(() => payloads.RemoveTasksPayload, {
    nullable: true,
    description:
      'Removes tasks: ended ones at once, waiting ones after they are cancelled; running ones are only told to end.',
  })
  async removeTasks(
    @Arg('input', () => inputs.RemoveTasksInput, { description: 'Which.' }) input: inputs.RemoveTasksInput,
    @Ctx() context: RequestContext,
  ): Promise<payloads.RemoveTasksPayload> {
    const { done, told } = await removeWork(this.parts, context.viewer, input);
    context.clear();
    return { removed: done.length, cancelling: told.length };
  }

  @Access('operator')
  @Mutation(() => payloads.RemoveWorkflowPayload, {
    nullable: true,
    description: 'Removes the ended tasks of one request.',
  })
  async removeWorkflow(
    @Arg('input', () => inputs.RemoveWorkflowInput, { description: 'The request.' })
    { guid }: inputs.RemoveWorkflowInput,
    @Ctx() context: RequestContext,
  ): Promise<payloads.RemoveWorkflowPayload> {
    const states = ['FINISHED', 'FAILED', 'CANCELLED'] as const;
    const { done } = await removeWork(this.parts, context.viewer, { workflow: guid, states });
    context.clear();
    return { removed: done.length };
  }

  /** The tasks that `ask` makes, and the cursor from before: a subscription behind it misses nothing of them. */
  private async many(context: RequestContext, ask: () => Promise<readonly string[]>): Promise<Tasks> {
    const cursor = await this.parts.tasks.cursorNow();
    const guids = await ask();
    context.clear();
    const found = await shownWork(this.parts.store.sql, context.viewer, guids);
    return { tasks: guids.flatMap((guid) => found.get(guid) ?? []), cursor };
  }

  private async one(context: RequestContext, ask: () => Promise<{ readonly guid: string }>): Promise<One> {
    const { tasks, cursor } = await this.many(context, async () => [(await ask()).guid]);
    const [task] = tasks;
    if (!task) throw new Error('A task was made and is not there.');
    return { task, cursor };
  }
}
