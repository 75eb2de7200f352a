import { registerEnumType } from 'type-graphql';

/** Where a task stands. It only moves forward: QUEUED, RUNNING, then one of the last three. */
export const taskStates = ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'] as const;
export type TaskState = (typeof taskStates)[number];

/** What asked for a task. */
export const taskOrigins = ['USER', 'SCHEDULE', 'SYSTEM'] as const;
export type TaskOrigin = (typeof taskOrigins)[number];

/** Whether a task in this state will never change again. */
export function isEnded(state: TaskState): boolean {
  return state === 'FINISHED' || state === 'FAILED' || state === 'CANCELLED';
}

/** The GraphQL enum of the states. */
export const TaskStateEnum = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  FINISHED: 'FINISHED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const satisfies Record<TaskState, TaskState>;

registerEnumType(TaskStateEnum, {
  name: 'TaskState',
  description: 'Where a task stands. It only moves forward.',
  valuesConfig: {
    QUEUED: { description: 'Waits for a free worker or for its window.' },
    RUNNING: { description: 'Has started; between two attempts it stays in this state.' },
    FINISHED: { description: 'Ended as wished.' },
    FAILED: { description: 'Ended without success; the error tells why.' },
    CANCELLED: { description: 'Ended because someone cancelled it.' },
  },
});

/** The GraphQL enum of the origins. */
export const TaskOriginEnum = {
  USER: 'USER',
  SCHEDULE: 'SCHEDULE',
  SYSTEM: 'SYSTEM',
} as const satisfies Record<TaskOrigin, TaskOrigin>;

registerEnumType(TaskOriginEnum, {
  name: 'TaskOrigin',
  description: 'What asked for a task.',
  valuesConfig: {
    USER: { description: 'A person or a client.' },
    SCHEDULE: { description: 'A schedule.' },
    SYSTEM: { description: 'The product itself.' },
  },
});
