import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { connectionType, type ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Task } from '../../kernel/tasks/task.js';
import { CoreLoaders } from '../loaders.js';
import type { CoreServices } from '../services/core-services.js';
import { refuseUnkeepable } from '../services/wall.js';
import {
  CancelTaskInput,
  TaskFilterInput,
  taskOrder,
  TaskOrderEnum,
  type TaskOrderName,
} from './task.inputs.js';

const TaskConnection = connectionType(Task, 'tasks');

/** What cancelling a task gives. */
@ObjectType({ description: 'What cancelling a task gives.' })
export class CancelTaskPayload {
  @Field(() => Task, { description: 'The task as it stands; a running one ends when its work gives way.' })
  task!: Task;

  @Field(() => EventCursor, {
    description: 'Place in the task events from which the events of the task from here on follow.',
  })
  cursor!: string;
}

@Resolver(() => Task)
export class TaskResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('viewer')
  @Query(() => Task, { nullable: true, description: 'The task of a guid; null when there is none to see.' })
  task(
    @Arg('guid', () => ID, { description: 'Guid of the task.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<Task | null> {
    return CoreLoaders.of(this.services, context).tasks.load(guid);
  }

  @Access('viewer')
  @Query(() => TaskConnection, { nullable: true, description: 'The tasks of all subgraphs.' })
  async tasks(
    @Arg('filter', () => TaskFilterInput, { nullable: true, description: 'What the list is narrowed to.' })
    filter: TaskFilterInput | null,
    @Arg('orderBy', () => TaskOrderEnum, { defaultValue: 'CREATED_AT_DESC', description: 'The order.' })
    orderBy: TaskOrderName,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Task>> {
    const { type, states, tenantId, about, workflow, parentGuid, createdAfter, createdBefore } = filter ?? {};
    refuseUnkeepable([type, tenantId, about?.kind, about?.id, workflow]);
    const types = type == null ? null : [type];
    const wish = { types, states, tenantId, about, workflow, parentGuid, createdAfter, createdBefore };
    return TaskConnection.of(await this.services.tasks.page(viewer, wish, page, taskOrder(orderBy)));
  }

  @Access('operator')
  @Mutation(() => CancelTaskPayload, {
    nullable: true,
    description: 'Cancels a task. A waiting one ends at once; CONFLICT when it has ended otherwise.',
  })
  async cancelTask(
    @Arg('input', () => CancelTaskInput, { description: 'The task.' }) input: CancelTaskInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<CancelTaskPayload> {
    const cursor = await this.services.tasks.cursorNow();
    return { task: await this.services.tasks.cancel(input.guid, viewer), cursor };
  }

  @FieldResolver(() => Task, {
    nullable: true,
    description: 'The task this one is a part of; null when it is none, or not to be seen.',
  })
  parent(@Root() task: Task, @Ctx() context: RequestContext): Promise<Task | null> | null {
    return task.parentGuid == null
      ? null
      : CoreLoaders.of(this.services, context).tasks.load(task.parentGuid);
  }
}
