import { Task } from './task.js';

/** A task as an event carries it: all that GraphQL shows, instants as ISO text. */
export type TaskSnapshot = Readonly<Record<string, unknown>>;

const instants = ['windowStart', 'windowEnd', 'createdAt', 'startedAt', 'finishedAt', 'updatedAt'] as const;

/** The snapshot of a task. */
export function snapshotOf(task: Task): TaskSnapshot {
  const {
    guid,
    type,
    state,
    title,
    tenantId,
    priority,
    windowStart,
    windowEnd,
    progress,
    rate,
    unitsDone,
    unitsTotal,
    step,
  } = task;
  const {
    result,
    error,
    about,
    parentGuid,
    workflow,
    origin,
    requestedBy,
    createdAt,
    startedAt,
    finishedAt,
    updatedAt,
    attempts,
  } = task;
  return {
    guid,
    type,
    state,
    title,
    tenantId,
    priority,
    windowStart: iso(windowStart),
    windowEnd: iso(windowEnd),
    progress,
    rate,
    unitsDone,
    unitsTotal,
    step,
    result,
    error,
    about,
    parentGuid,
    workflow,
    origin,
    requestedBy,
    createdAt: iso(createdAt),
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
    updatedAt: iso(updatedAt),
    attempts,
  };
}

/** The task of a snapshot that `snapshotOf` made. */
export function taskOfSnapshot(snapshot: TaskSnapshot): Task {
  const task = Object.assign(new Task(), snapshot);
  for (const name of instants) {
    const text = snapshot[name];
    Object.assign(task, { [name]: typeof text === 'string' ? new Date(text) : null });
  }
  return task;
}

function iso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
