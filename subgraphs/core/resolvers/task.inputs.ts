import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { TaskStateEnum, type TaskState } from '../../kernel/tasks/task-states.js';
import type { TaskOrder } from '../../kernel/tasks/query.js';

/** The orders of a list of tasks. */
export const TaskOrderEnum = {
  CREATED_AT_DESC: 'CREATED_AT_DESC',
  CREATED_AT_ASC: 'CREATED_AT_ASC',
  UPDATED_AT_DESC: 'UPDATED_AT_DESC',
  UPDATED_AT_ASC: 'UPDATED_AT_ASC',
  PRIORITY_DESC: 'PRIORITY_DESC',
  PRIORITY_ASC: 'PRIORITY_ASC',
} as const;

/** One of them. */
export type TaskOrderName = keyof typeof TaskOrderEnum;

registerEnumType(TaskOrderEnum, {
  name: 'TaskOrder',
  description: 'The order of a list of tasks.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'The last created first.' },
    CREATED_AT_ASC: { description: 'The first created first.' },
    UPDATED_AT_DESC: { description: 'The last changed first.' },
    UPDATED_AT_ASC: { description: 'The longest unchanged first.' },
    PRIORITY_DESC: { description: 'The highest priority first.' },
    PRIORITY_ASC: { description: 'The lowest priority first.' },
  },
});

/** The order as the task engine knows it. */
export function taskOrder(name: TaskOrderName): TaskOrder {
  const by = name.startsWith('CREATED') ? 'createdAt' : name.startsWith('UPDATED') ? 'updatedAt' : 'priority';
  return { by, descending: name.endsWith('_DESC') };
}

/** A thing that tasks are about. */
@InputType({ description: 'A thing that tasks are about.' })
export class TaskAboutInput {
  @Field(() => String, { description: 'GraphQL type of the thing, such as "ComputeNode".' })
  kind!: string;

  @Field(() => ID, { description: 'Native key of the thing within its type.' })
  id!: string;
}

/** What a list of tasks is narrowed to. */
@InputType('TaskFilter', { description: 'What a list of tasks is narrowed to; everything given must hold.' })
export class TaskFilterInput {
  @Field(() => String, { nullable: true, description: 'Kind of the work, such as "compute.node.start".' })
  type?: string | null;

  @Field(() => [TaskStateEnum], { nullable: true, description: 'In one of these states.' })
  states?: TaskState[] | null;

  @Field(() => String, { nullable: true, description: 'Tenant the task belongs to.' })
  tenantId?: string | null;

  @Field(() => TaskAboutInput, { nullable: true, description: 'About this thing.' })
  about?: TaskAboutInput | null;

  @Field(() => ID, { nullable: true, description: 'Id that all tasks of one chain share.' })
  workflow?: string | null;

  @Field(() => ID, { nullable: true, description: 'Guid of the task it is a part of.' })
  parentGuid?: string | null;

  @Field(() => Date, { nullable: true, description: 'Created after this instant.' })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Created before this instant.' })
  createdBefore?: Date | null;
}

/** The task to cancel. */
@InputType({ description: 'The task to cancel.' })
export class CancelTaskInput {
  @Field(() => ID, { description: 'Guid of the task.' })
  guid!: string;
}
