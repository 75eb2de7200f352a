import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { WorkTypeEnum, type WorkType } from './work-words.js';

/** States of requests (WorkflowExecutionState, vprotect.md 5). */
export const WorkflowStateEnum = {
  RUNNING: 'RUNNING',
  FINISHED: 'FINISHED',
  FINISHED_WITH_WARNINGS: 'FINISHED_WITH_WARNINGS',
  PARTIALLY_FINISHED: 'PARTIALLY_FINISHED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;

/** One of them. */
export type WorkflowState = keyof typeof WorkflowStateEnum;

registerEnumType(WorkflowStateEnum, {
  name: 'WorkflowState',
  description: 'How far a request is, over all its tasks.',
  valuesConfig: {
    RUNNING: { description: 'Some task of it waits or runs.' },
    FINISHED: { description: 'Its last task finished.' },
    FINISHED_WITH_WARNINGS: { description: 'It finished, and its backup has warnings.' },
    PARTIALLY_FINISHED: { description: 'It finished, and its backup is not kept wherever it was to be.' },
    FAILED: { description: 'Its last task failed.' },
    CANCELLED: { description: 'Its last task was cancelled.' },
  },
});

/** What was asked for about one machine, over all its tasks (vprotect.md 3.2). */
@ObjectType({ description: 'What was asked for about one machine, over all its tasks.' })
export class Workflow {
  @Field(() => ID, { description: 'Id that its tasks share.' })
  guid!: string;

  @Field(() => WorkTypeEnum, { description: 'Kind of its first task.' })
  definition!: WorkType;

  @Field(() => WorkflowStateEnum, { description: 'How far it is.' })
  state!: WorkflowState;

  @Field(() => Float, { description: 'Mean progress of its tasks, in percent.' })
  progress!: number;

  @Field(() => WorkTypeEnum, { description: 'Kind of its last task.' })
  currentStep!: WorkType;

  @Field(() => String, { nullable: true, description: 'Name of the machine; null when it is about none.' })
  vmName!: string | null;

  @Field(() => Int, { description: 'Priority of its last task.' })
  priority!: number;

  @Field(() => DateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When its first task started; null before.' })
  startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When its last task ended; null while one is open.' })
  finishedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'What asked for it: USER, SCHEDULE or SYSTEM_SCHEDULE.',
  })
  originType!: string | null;

  @Field(() => ID, { nullable: true, description: 'GUID of who or what asked for it; null when not known.' })
  originGuid!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of who or what asked for it; null when not known.',
  })
  originName!: string | null;

  /** Resolved to the things. */
  vmGuid!: string | null;
  destinationGuids!: readonly string[];
}

/** Pages of requests. */
export const WorkflowConnection = connectionType(Workflow, 'requests');
