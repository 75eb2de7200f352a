import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { Access } from '../../kernel/subgraph/access.js';
import { EveryEvent } from '../../kernel/subgraph/delivery.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import { TaskEvent } from '../entities/task-event.js';
import type { CoreServices } from '../services/core-services.js';
import { taskSource, type TaskEventsWish } from '../services/task-source.js';
import { TaskAboutInput } from './task.inputs.js';

/** The subscription to tasks. A class per services, because type-graphql gives a source no instance to work with. */
export function taskEventsResolver(services: CoreServices): object {
  const open = ({
    args,
    context,
  }: {
    args: TaskEventsWish;
    context: RequestContext;
  }): Promise<AsyncIterableIterator<TaskEvent>> => taskSource(services, context.viewer, args);

  @Resolver()
  class TaskEventsResolver {
    @Access('viewer')
    @EveryEvent({ latestOf: ['PROGRESS'], per: 'task { guid }' })
    @Subscription(() => TaskEvent, {
      nullable: true,
      description:
        'What happens to tasks: first their present state, or with "after" what came since, then every change in order. Of one task ("guid") they end when it has ended.',
      subscribe: open as never,
    })
    taskEvents(
      @Root() event: TaskEvent,
      @Arg('after', () => EventCursor, {
        nullable: true,
        description: 'Cursor of the last event seen, to continue behind it.',
      })
      _after?: string,
      @Arg('guid', () => ID, { nullable: true, description: 'The task of this guid only.' }) _guid?: string,
      @Arg('workflow', () => ID, { nullable: true, description: 'Tasks of this chain only.' })
      _workflow?: string,
      @Arg('about', () => TaskAboutInput, { nullable: true, description: 'Tasks about this thing only.' })
      _about?: TaskAboutInput,
      @Arg('types', () => [String], { nullable: true, description: 'Tasks of these kinds of work only.' })
      _types?: string[],
      @Arg('tenantId', () => String, { nullable: true, description: 'Tasks of this tenant only.' })
      _tenantId?: string,
    ): TaskEvent {
      return event;
    }
  }
  return new TaskEventsResolver();
}
