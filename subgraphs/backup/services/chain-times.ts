import type { Task } from '../../kernel/tasks/task.js';

/** How long a task waited since it could have started, in milliseconds. */
export function waitedMs({ createdAt, windowStart, startedAt }: Task): number {
  const due = Math.max(createdAt.getTime(), windowStart?.getTime() ?? 0);
  return Math.max(0, (startedAt?.getTime() ?? due) - due);
}

/** How long a task ran, in milliseconds; 0 when it never did. */
export function ranMs({ startedAt, finishedAt }: Task): number {
  return startedAt && finishedAt ? Math.max(0, finishedAt.getTime() - startedAt.getTime()) : 0;
}

/** How long a task's window is, in milliseconds; 0 when it has none. */
export function windowMs({ windowStart, windowEnd }: Task): number {
  return windowStart && windowEnd ? windowEnd.getTime() - windowStart.getTime() : 0;
}

/** A length of time for people: `6m 12s`. */
export function lengthOfTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const whole = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h ${minutes}m ${whole}`;
  return minutes > 0 ? `${minutes}m ${whole}` : whole;
}
