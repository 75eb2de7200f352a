import { Fault } from '../errors/fault.js';
import type { Events } from '../events/events.js';
import type { EventStream } from '../events/event-stream.js';
import type { Store } from '../database/store.js';
import { taskPicture } from './query.js';
import type { Task } from './task.js';
import { isTaskEvent, taskLog } from './task-events.js';
import { taskOfSnapshot } from './task-snapshot.js';
import { isEnded } from './task-states.js';

/**
 * Waits until `done` holds for a task or the task has ended, and gives it as it then stands. SUBGRAPH_TIMEOUT
 * after `timeoutMs`, NOT_FOUND when there is no such task.
 */
export async function waitForTask(
  store: Store,
  events: Events,
  guid: string,
  done: (task: Task) => boolean,
  timeoutMs: number,
): Promise<Task> {
  const { seq, tasks } = await taskPicture(store, 'system', { guid }, 1);
  const task = tasks[0];
  if (!task) throw new Fault('NOT_FOUND', `There is no task ${guid}.`);
  if (isEnded(task.state) || done(task)) return task;
  const stream = await events.stream(taskLog, seq, (event) => isTaskEvent(event) && event.subject === guid);
  const timer = setTimeout(() => void stream.return(), timeoutMs);
  try {
    return await firstDone(stream, done, guid);
  } finally {
    clearTimeout(timer);
    await stream.return();
  }
}

async function firstDone(stream: EventStream, done: (task: Task) => boolean, guid: string): Promise<Task> {
  for await (const event of stream) {
    const task = taskOfSnapshot(event.payload);
    if (isEnded(task.state) || done(task)) return task;
  }
  throw new Fault(
    'SUBGRAPH_TIMEOUT',
    `Task ${guid} has not come that far in time; it goes on, ask for it again.`,
  );
}
