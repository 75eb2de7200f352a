import { batch, computed, signal, type Signal } from '@preact/signals';
import { follow, type GraphEvent } from '../graph/follow.js';
import { taskEvents } from '../graph/operations.js';
import { onceAFrame } from './frames.js';

export type TaskState = 'QUEUED' | 'RUNNING' | 'FINISHED' | 'FAILED' | 'CANCELLED';

/** A task as the console shows it. Units are bytes for backups, else whatever the kind of work counts. */
export interface Task {
  readonly id: string;
  readonly guid: string;
  readonly type: string;
  readonly title: string;
  readonly state: TaskState;
  readonly step: string | null;
  readonly progress: number;
  readonly rate: number | null;
  readonly unitsDone: number | string | null;
  readonly unitsTotal: number | string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: { readonly message: string } | null;
}

interface TaskEvent extends GraphEvent {
  readonly tasks: readonly Task[];
}

/** Ended tasks beyond these are let go, the oldest first. */
const mostEnded = 500;

const known = new Map<string, Signal<Task>>();
const order = signal<readonly string[]>([]);
const rank: Readonly<Record<TaskState, number>> = {
  RUNNING: 0,
  QUEUED: 1,
  FAILED: 2,
  FINISHED: 2,
  CANCELLED: 2,
};

/** What the list is narrowed to. */
export const taskFilter = signal<{ readonly states: readonly TaskState[]; readonly text: string }>({
  states: [],
  text: '',
});

/** Grows whenever a task has come, or has changed its state: totals elsewhere may differ from then on. */
export const taskTurns = signal(0);

/** False until the first event. */
export const tasksKnown = signal(false);

/** GUIDs in the order of the list, narrowed. */
export const shownTasks = computed(() => {
  const { states, text } = taskFilter.value;
  const wanted = text.trim().toLowerCase();
  return order.value.filter((guid) => {
    const task = known.get(guid)?.peek();
    if (!task || (states.length > 0 && !states.includes(task.state))) return false;
    return wanted === '' || `${task.title} ${task.type}`.toLowerCase().includes(wanted);
  });
});

/** The task of a GUID; it changes under whoever reads it. */
export function taskOf(guid: string): Signal<Task> | undefined {
  return known.get(guid);
}

/** Tasks whose title holds a text, for the search box. */
export function tasksNamed(text: string, most: number): Task[] {
  const found: Task[] = [];
  for (const guid of order.peek()) {
    const task = known.get(guid)?.peek();
    if (task?.title.toLowerCase().includes(text)) found.push(task);
    if (found.length === most) break;
  }
  return found;
}

/** Follows all tasks. Events are taken in once a frame, however many there are. */
export function followTasks(): () => void {
  let replaced = false;
  const pending = new Map<string, Task>();
  const take = onceAFrame(() => {
    const fresh = [...pending.values()];
    pending.clear();
    batch(() => takeIn(fresh, replaced));
    replaced = false;
  });
  return follow<TaskEvent>(taskEvents, ({ kind, tasks }) => {
    if (kind === 'SNAPSHOT') {
      replaced = true;
      pending.clear();
    }
    for (const task of tasks) pending.set(task.guid, task);
    take();
  });
}

function takeIn(fresh: readonly Task[], replaced: boolean): void {
  let turned = replaced;
  if (replaced) {
    const kept = new Set(fresh.map(({ guid }) => guid));
    for (const guid of known.keys()) if (!kept.has(guid)) known.delete(guid);
  }
  for (const task of fresh) {
    const row = known.get(task.guid);
    turned ||= row?.peek().state !== task.state;
    if (row) row.value = task;
    else known.set(task.guid, signal(task));
  }
  tasksKnown.value = true;
  if (!turned) return;
  order.value = sorted();
  taskTurns.value++;
}

function sorted(): string[] {
  const all = [...known.values()].map((row) => row.peek()).sort(before);
  const ended = all.findIndex(({ state }) => rank[state] === 2);
  const kept = ended < 0 ? all : all.slice(0, ended + mostEnded);
  for (const { guid } of all.slice(kept.length)) known.delete(guid);
  return kept.map(({ guid }) => guid);
}

/** What runs stands first, then what waits, the next one on top; then what has ended, the last one on top. */
function before(a: Task, b: Task): number {
  if (rank[a.state] !== rank[b.state]) return rank[a.state] - rank[b.state];
  if (rank[a.state] === 2) return compare(b.finishedAt ?? b.createdAt, a.finishedAt ?? a.createdAt);
  return compare(a.startedAt ?? a.createdAt, b.startedAt ?? b.createdAt) || compare(a.guid, b.guid);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
