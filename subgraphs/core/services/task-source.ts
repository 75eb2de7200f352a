import type { LoggedEvent } from '../../kernel/events/event.js';
import { liveEvents } from '../../kernel/events/subscription.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import type { TaskReference } from '../../kernel/tasks/task-reference.js';
import { isTaskEvent, taskLog } from '../../kernel/tasks/task-events.js';
import { isEnded } from '../../kernel/tasks/task-states.js';
import { taskOfSnapshot } from '../../kernel/tasks/task-snapshot.js';
import { TaskEvent, type TaskEventKind } from '../entities/task-event.js';
import type { Task } from '../../kernel/tasks/task.js';
import type { CoreServices } from './core-services.js';
import { refuseUnkeepable } from './wall.js';

const largestSnapshot = 1000;

/** What a subscription to tasks asks for; absent and null members narrow nothing. */
export interface TaskEventsWish {
  readonly after?: string | null;
  readonly guid?: string | null;
  readonly workflow?: string | null;
  readonly about?: TaskReference | null;
  readonly types?: readonly string[] | null;
  readonly tenantId?: string | null;
}

/**
 * The events of the tasks that match and that the viewer may see; present state first unless `after` is given. Those of
 * one task end with its end.
 */
export function taskSource(
  services: CoreServices,
  viewer: Viewer,
  wish: TaskEventsWish,
): Promise<AsyncIterableIterator<TaskEvent>> {
  const { after, guid, workflow, about, types, tenantId } = wish;
  refuseUnkeepable([guid, workflow, about?.kind, about?.id, tenantId, ...(types ?? [])]);
  return liveEvents({
    events: services.events,
    subgraph: taskLog,
    after,
    matches: (event) => isTaskEvent(event) && maySee(viewer, event) && matches(wish, event),
    snapshot: async () => {
      const { seq, tasks } = await services.tasks.picture(
        viewer,
        { guid, workflow, about, types, tenantId },
        largestSnapshot,
      );
      return { seq, event: (cursor) => taskEvent(cursor, 'SNAPSHOT', new Date(), tasks) };
    },
    toEvent: (event, cursor) => taskEvent(cursor, kindOf(event), event.at, [taskOfSnapshot(event.payload)]),
    // A task that has ended never changes again; of a chain nobody knows.
    isLast: ({ task }) => guid != null && task !== null && isEnded(task.state),
    isOver: async () => {
      if (guid == null) return false;
      const { tasks } = await services.tasks.picture(viewer, { guid }, 1);
      return tasks.some(({ state }) => isEnded(state));
    },
  });
}

function taskEvent(cursor: string, kind: TaskEventKind, at: Date, tasks: readonly Task[]): TaskEvent {
  const [task] = tasks;
  return Object.assign(new TaskEvent(), {
    cursor,
    kind,
    at,
    tasks,
    task: tasks.length === 1 && task ? task : null,
  });
}

function kindOf(event: LoggedEvent): TaskEventKind {
  switch (event.kind) {
    case 'task.created':
      return 'CREATED';
    case 'task.state':
      return 'STATE';
    case 'task.step':
      return 'STEP';
    default:
      return 'PROGRESS';
  }
}

function maySee(viewer: Viewer, event: LoggedEvent): boolean {
  return seesAllTenants(viewer) || (viewer.tenantId !== null && event.tenantId === viewer.tenantId);
}

function matches({ guid, workflow, about, types, tenantId }: TaskEventsWish, event: LoggedEvent): boolean {
  const task = taskOfSnapshot(event.payload);
  if (guid != null && task.guid !== guid.toLowerCase()) return false;
  if (workflow != null && task.workflow !== workflow) return false;
  if (types != null && !types.includes(task.type)) return false;
  if (tenantId != null && task.tenantId !== tenantId) return false;
  return about == null || task.about.some(({ kind, id }) => kind === about.kind && id === about.id);
}
