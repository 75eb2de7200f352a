import type { JSX } from 'preact';
import { cancelTaskMutation } from '../graph/actions.js';
import { now } from '../state/clock.js';
import { openThing } from '../state/overlays.js';
import { mayChange } from '../state/session.js';
import { taskOf, type Task } from '../state/tasks.js';
import { Bar } from './bar.js';
import { confirm, done } from './doing.js';
import { ago, bytes, exactly, span, spoken } from './words.js';

/** Kinds of work that count bytes; others count things of their own. */
const countsBytes = /^backup\.vm\.(export|store|restore|import)$/;
/** Kinds of work after which something is left half done. */
const leavesHalf = /\.(import|revert|delete)$/;

const tones = {
  RUNNING: 'plain',
  QUEUED: 'plain',
  FINISHED: 'good',
  FAILED: 'bad',
  CANCELLED: 'warn',
} as const;

/** One task. It draws itself anew when its own task changes, and no other row does. */
export function TaskRow({ guid }: { readonly guid: string }): JSX.Element | null {
  const task = taskOf(guid)?.value;
  if (!task) return null;
  const { id, title, state, progress } = task;
  return (
    <li class="task" data-guid={guid} data-state={state}>
      <span class={`state ${state.toLowerCase()}`}>{spoken(state)}</span>
      <button type="button" class="link title" onClick={() => (openThing.value = { typename: 'Task', id })}>
        {title}
      </button>
      <Bar part={progress / 100} label={`Progress of ${title}`} tone={tones[state]} />
      <span class="number percent">{percentOf(task)}</span>
      <span class="number rate">{rateOf(task)}</span>
      <span class="number rest" title={exactly(task.finishedAt ?? task.startedAt ?? task.createdAt)}>
        {restOf(task)}
      </span>
      {(state === 'RUNNING' || state === 'QUEUED') && mayChange() ? (
        <button type="button" class="small" aria-label={`Cancel ${title}`} onClick={() => cancel(task)}>
          Cancel
        </button>
      ) : (
        <span />
      )}
      {task.error && state === 'FAILED' ? <p class="why">{task.error.message}</p> : null}
    </li>
  );
}

/** Whole percent, rounded down: 100 is what has ended. */
function percentOf({ progress }: Task): string {
  return `${Math.floor(progress)} %`;
}

function rateOf({ state, rate, type, step }: Task): string {
  if (state !== 'RUNNING') return '';
  if (rate === null || rate <= 0) return step ? spoken(step) : '';
  return countsBytes.test(type) ? `${bytes(rate)}/s` : `${rate.toFixed(rate < 10 ? 1 : 0)}/s`;
}

/** When it will be done, or when it ended. */
function restOf(task: Task): string {
  if (task.state === 'QUEUED') return ago(task.createdAt, now.value);
  if (task.state !== 'RUNNING') return ago(task.finishedAt, now.value);
  const left = remaining(task);
  return left === undefined ? '' : `${span(left)} left`;
}

/** Milliseconds, by the rate where there is one, else by what the time so far has brought. */
function remaining({ rate, unitsDone, unitsTotal, progress, startedAt }: Task): number | undefined {
  if (rate !== null && rate > 0 && unitsDone !== null && unitsTotal !== null)
    return ((Number(unitsTotal) - Number(unitsDone)) / rate) * 1000;
  if (startedAt === null || progress < 1) return undefined;
  const passed = Math.max(0, Date.now() - Date.parse(startedAt));
  return (passed / progress) * (100 - progress);
}

function cancel({ guid, title, type, state }: Task): void {
  const act = done(cancelTaskMutation, { input: { guid } }, `Asked to cancel: ${title}`);
  if (state === 'QUEUED') return void act();
  confirm({
    title: 'Cancel this task?',
    text: leavesHalf.test(type)
      ? `“${title}” is running. What it has changed so far stays as it is: a machine may be left half restored.`
      : `“${title}” is running. What it has done so far is lost.`,
    verb: 'Cancel the task',
    act,
  });
}
