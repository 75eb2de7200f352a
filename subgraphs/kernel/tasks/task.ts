import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { DateTime, Json } from '../../../schema/scalars/scalars.js';
import { TaskError } from './task-error.js';
import { TaskReference } from './task-reference.js';
import { TaskOriginEnum, TaskStateEnum, type TaskOrigin, type TaskState } from './task-states.js';

/**
 * Work that takes a while: its table and its GraphQL type (graph.md, "Tasks"). Shareable: a subgraph that
 * lists tasks by facts of its own gives these fields along, so that the list needs no second hop.
 */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@Directive('@shareable')
@ObjectType({
  implements: Node,
  description: 'Work that takes a while: what it is, how far it is and how it ended.',
})
@Entity({ schema: 'kernel', tableName: 'task' })
export class Task implements Node {
  get id(): string {
    return toGlobalId('Task', this.guid);
  }

  @Field(() => ID, { description: 'Unique in the product; the key other parts know the task by.' })
  @PrimaryKey({ type: 'uuid' })
  guid!: string;

  @Field(() => String, { description: 'Kind of the work, such as "compute.node.start".' })
  @Property({ type: 'text' })
  type!: string;

  @Field(() => TaskStateEnum, { description: 'Where the task stands.' })
  @Property({ type: 'text' })
  state!: TaskState;

  @Field(() => String, { description: 'One line for people.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'Tenant the task belongs to; null when to none.' })
  @Property({ type: 'text', nullable: true })
  tenantId!: string | null;

  @Field(() => Int, { description: 'From 0 to 100; the higher goes first.' })
  @Property({ type: 'integer' })
  priority!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The task is not started before; null when it may start at once.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  windowStart!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The task fails when it has not started by then; null when it may wait for ever.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  windowEnd!: Date | null;

  @Field(() => Float, {
    description: 'How much is done, in percent from 0 to 100. It does not fall while an attempt runs.',
  })
  @Property({ type: 'double' })
  progress!: number;

  @Field(() => Float, { nullable: true, description: 'Speed in units per second; null when unknown.' })
  @Property({ type: 'double', nullable: true })
  rate!: number | null;

  @Field(() => Long, {
    nullable: true,
    description: 'Units done, in the unit of this kind of work; null when it does not count.',
  })
  @Property({ type: 'bigint', nullable: true })
  unitsDone!: LongValue | null;

  @Field(() => Long, {
    nullable: true,
    description: 'Units in all, in the unit of this kind of work; null when unknown.',
  })
  @Property({ type: 'bigint', nullable: true })
  unitsTotal!: LongValue | null;

  @Field(() => String, {
    nullable: true,
    description: 'Step the work is at, such as "accepted"; null before the first.',
  })
  @Property({ type: 'text', nullable: true })
  step!: string | null;

  @Field(() => Json, {
    nullable: true,
    description: 'What a finished task gave; its shape depends on the type.',
  })
  @Property({ type: 'jsonb', nullable: true })
  result!: Readonly<Record<string, unknown>> | null;

  @Field(() => TaskError, {
    nullable: true,
    description: 'Why the task failed or, while it runs, why its latest attempt did.',
  })
  @Property({ type: 'jsonb', nullable: true })
  error!: TaskError | null;

  @Field(() => [TaskReference], { description: 'The things the task is about.' })
  @Property({ type: 'jsonb' })
  about!: readonly TaskReference[];

  /** The task this one is a part of; core makes it the field `parent`. */
  @Property({ type: 'uuid', nullable: true })
  parentGuid!: string | null;

  @Field(() => ID, { description: 'Id that all tasks of one chain share.' })
  @Property({ type: 'text' })
  workflow!: string;

  @Field(() => TaskOriginEnum, { description: 'What asked for the task.' })
  @Property({ type: 'text' })
  origin!: TaskOrigin;

  @Field(() => String, { nullable: true, description: 'Who asked for the task; null when nobody did.' })
  @Property({ type: 'text', nullable: true })
  requestedBy!: string | null;

  @Field(() => DateTime, { description: 'When the task was created.' })
  @Property({ type: 'timestamptz' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was first started; null while it waits.' })
  @Property({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null until then.' })
  @Property({ type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;

  @Field(() => DateTime, { description: 'When it last changed.' })
  @Property({ type: 'timestamptz' })
  updatedAt!: Date;

  @Field(() => Int, { description: 'How often it was started, restarts after a crash included.' })
  @Property({ type: 'integer' })
  attempts!: number;

  /** The work's own arguments; never shown. */
  @Property({ type: 'jsonb', lazy: true })
  input!: Readonly<Record<string, unknown>>;

  /** What the work has saved for its next attempt; never shown. */
  @Property({ type: 'jsonb', nullable: true, lazy: true })
  checkpoint!: Readonly<Record<string, unknown>> | null;

  /** Process that runs the present attempt; null between attempts. */
  @Property({ type: 'text', nullable: true, lazy: true })
  worker!: string | null;
}
