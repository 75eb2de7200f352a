import type { Tx } from '../database/store.js';
import type { LoggedEvent, NewEvent } from '../events/event.js';
import type { Task } from './task.js';
import { snapshotOf } from './task-snapshot.js';

/** The log that holds the events of all tasks. */
export const taskLog = 'core';

/**
 * What happened to a task. `state` comes with every change of the state, so once for the end; `step`
 * when the step, the number of attempts or the latest attempt's error changed; `progress` may be
 * coalesced.
 */
export type TaskEventKind = 'task.created' | 'task.state' | 'task.step' | 'task.progress';

/** Where task events go; the kernel's `Events` is one. */
export interface TaskEventSink {
  emit(tx: Tx, event: NewEvent): void;
}

/** Logs what happened to a task in the transaction that did it. */
export function emitTaskEvent(sink: TaskEventSink, tx: Tx, kind: TaskEventKind, task: Task): void {
  sink.emit(tx, {
    subgraph: taskLog,
    kind,
    subject: task.guid,
    tenantId: task.tenantId,
    payload: snapshotOf(task),
  });
}

/** Whether an event of the core log is about a task. */
export function isTaskEvent(event: LoggedEvent): boolean {
  return event.kind.startsWith('task.');
}
