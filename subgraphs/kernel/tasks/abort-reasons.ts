/** Thrown at an attempt that no longer owns its task: another has taken over, or the task has ended. */
export class ClaimLost extends Error {
  constructor(guid: string, attempt: number) {
    super(`Attempt ${attempt} no longer owns task ${guid}.`);
    this.name = 'ClaimLost';
  }
}

/** Reason of the abort when a task is cancelled. */
export class TaskCancelled extends Error {
  constructor() {
    super('The task was cancelled.');
    this.name = 'TaskCancelled';
  }
}

/** Reason of the abort when the process stops and the task goes back to the queue. */
export class WorkerStopping extends Error {
  constructor() {
    super('The process stops; the task goes on elsewhere.');
    this.name = 'WorkerStopping';
  }
}
