import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { TaskStateEnum, type TaskState } from '../../kernel/tasks/task-states.js';
import { BackupTypeEnum } from '../entities/backup-type.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';
import { WorkTypeEnum, type WorkType } from '../entities/work-words.js';
import type { WorkOrder } from '../services/work-orders.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

const BackupTaskOrderFieldEnum = {
  LINE: 'LINE',
  CREATED_AT: 'CREATED_AT',
  STARTED_AT: 'STARTED_AT',
  FINISHED_AT: 'FINISHED_AT',
  PRIORITY: 'PRIORITY',
  TYPE: 'TYPE',
  STATE: 'STATE',
} as const satisfies Record<WorkOrder['field'], WorkOrder['field']>;

registerEnumType(BackupTaskOrderFieldEnum, {
  name: 'BackupTaskOrderField',
  description: 'What tasks can be ordered by. Those without it come last, ties go by GUID.',
  valuesConfig: {
    LINE: {
      description: 'Running ones by their start, then waiting ones as they will run, then the newest ended.',
    },
    CREATED_AT: { description: 'When they were asked for.' },
    STARTED_AT: { description: 'When they started.' },
    FINISHED_AT: { description: 'When they ended.' },
    PRIORITY: { description: 'Priority.' },
    TYPE: { description: 'Kind of work, by its name.' },
    STATE: { description: 'State, by its name.' },
  },
});

/** The order of a list of tasks. */
@InputType({ description: 'The order of a list of tasks.' })
export class BackupTaskOrder implements WorkOrder {
  @Field(() => BackupTaskOrderFieldEnum, { description: 'What counts.' })
  field!: WorkOrder['field'];

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** What a list of tasks is narrowed to (vprotect.md 3.2). */
@InputType({ description: 'What a list of tasks is narrowed to; everything given must hold.' })
export class BackupTaskFilter {
  @Field(() => [ID], optional('About one of these machines.'))
  virtualMachines?: string[] | null;

  @Field(() => [ID], optional('About one of these backups.'))
  backups?: string[] | null;

  @Field(() => [ID], optional('Started by one of these schedules.'))
  schedules?: string[] | null;

  @Field(() => [ID], optional('For one of these rules.'))
  rules?: string[] | null;

  @Field(() => [ID], optional('For one of these policies.'))
  policies?: string[] | null;

  @Field(() => [ID], optional('Of one of these requests.'))
  workflows?: string[] | null;

  @Field(() => [ID], optional('On one of these backup nodes.'))
  nodes?: string[] | null;

  @Field(() => [ID], optional('About machines of one of these hypervisors, or restoring to one.'))
  hypervisors?: string[] | null;

  @Field(() => [ID], optional('The same of hypervisor managers.'))
  hypervisorManagers?: string[] | null;

  @Field(() => [ID], optional('To or from one of these destinations.'))
  backupDestinations?: string[] | null;

  @Field(() => [ID], optional('Part of one of these restores.'))
  restoreJobs?: string[] | null;

  @Field(() => [ID], optional('Following one of these tasks.'))
  parents?: string[] | null;

  @Field(() => [TaskStateEnum], optional('In one of these states.'))
  states?: TaskState[] | null;

  @Field(() => [WorkTypeEnum], optional('One of these kinds of work.'))
  types?: WorkType[] | null;

  @Field(() => String, optional('Tenant they belong to.'))
  tenantId?: string | null;

  @Field(() => Boolean, optional('Whether they are about a mounted backup.'))
  mountedBackupAssigned?: boolean | null;
}

/** When and how urgently something is to run. */
@InputType()
export abstract class TimingInput {
  @Field(() => DateTime, optional('It is not started before; now when absent.'))
  windowStart?: Date | null;

  @Field(
    () => DateTime,
    optional('It fails when it has not started by then; five hours after the start when absent.'),
  )
  windowEnd?: Date | null;

  @Field(
    () => Int,
    optional('0 to 100, the higher goes first; that of the policy that applies, else 50, when absent.'),
  )
  priority?: number | null;
}

/** The machines to back up. */
@InputType({ description: 'The machines to back up, and how.' })
export class ExportVirtualMachinesInput extends TimingInput {
  @Field(() => [ID], { description: 'GUIDs of the machines; one named twice counts once.' })
  virtualMachineGuids!: string[];

  @Field(() => BackupTypeEnum, { defaultValue: 'FULL', description: 'FULL or INCREMENTAL.' })
  backupType!: keyof typeof BackupTypeEnum;

  @Field(
    () => ID,
    optional('Where to; else as the rules say, else as the policy of the machine, else the default.'),
  )
  backupDestinationGuid?: string | null;

  @Field(() => [ID], optional('Rules to back up by: one backup for each machine and rule.'))
  ruleGuids?: string[] | null;

  @Field(() => Int, optional('How often a failed task is tried again; 0 when absent.'))
  retryCount?: number | null;

  @Field(() => String, optional('A repeated request with the same key gives the first tasks.'))
  idempotencyKey?: string | null;
}

/** The machines to take snapshots of. */
@InputType({ description: 'The machines to take snapshots of.' })
export class SnapshotVirtualMachinesInput extends TimingInput {
  @Field(() => [ID], { description: 'GUIDs of the machines; one named twice counts once.' })
  virtualMachineGuids!: string[];

  @Field(() => ID, optional('Rule whose retention applies to them.'))
  ruleGuid?: string | null;

  @Field(() => String, optional('A repeated request with the same key gives the first tasks.'))
  idempotencyKey?: string | null;
}

/** The snapshot to go back to. */
@InputType({ description: 'The snapshot a machine is put back to.' })
export class RevertVirtualMachineInput extends TimingInput {
  @Field(() => ID, { description: 'GUID of the snapshot; its machine is the one.' })
  snapshotGuid!: string;

  @Field(() => String, optional('A repeated request with the same key gives the first task.'))
  idempotencyKey?: string | null;
}

/** The mounted backup. */
@InputType({ description: 'The mounted backup to mount again.' })
export class MountBackupInput {
  @Field(() => ID, { description: 'GUID of the mounted backup.' })
  mountedBackupGuid!: string;
}

/** The mounted backup. */
@InputType({ description: 'The mounted backup to take away.' })
export class UnmountBackupInput {
  @Field(() => ID, { description: 'GUID of the mounted backup.' })
  mountedBackupGuid!: string;
}

/** What to remove. */
@InputType({ description: 'What backups to remove.' })
export class DeleteBackupsInput {
  @Field(() => ID, { description: 'GUID of a backup, or of a machine all backups of which go.' })
  guid!: string;
}

/** The task to cancel. */
@InputType({ description: 'The task to cancel.' })
export class CancelBackupTaskInput {
  @Field(() => ID, { description: 'Its GUID.' })
  guid!: string;

  @Field(() => String, optional('Why, shown as its status.'))
  statusInfo?: string | null;
}

/** The tasks to remove. */
@InputType({ description: 'The tasks to remove; everything given must hold.' })
export class RemoveTasksInput {
  @Field(() => [ID], optional('With one of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => [TaskStateEnum], optional('In one of these states.'))
  states?: TaskState[] | null;

  @Field(() => ID, optional('Of this request.'))
  workflow?: string | null;

  @Field(() => String, optional('Of this tenant.'))
  tenantId?: string | null;
}

/** The request whose tasks to remove. */
@InputType({ description: 'The request whose ended tasks are removed.' })
export class RemoveWorkflowInput {
  @Field(() => ID, { description: 'Its GUID.' })
  guid!: string;
}
