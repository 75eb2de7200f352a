import type { JSX } from 'preact';
import { shownTasks, taskFilter, tasksKnown, type TaskState } from '../state/tasks.js';
import { Empty, Panel } from './panel.js';
import { TaskRow } from './task-row.js';
import { spoken } from './words.js';

/** More rows than anybody reads; the filter finds the rest. */
const mostRows = 200;

const choices: readonly TaskState[] = ['RUNNING', 'QUEUED', 'FAILED', 'FINISHED', 'CANCELLED'];

/** What is done now, what waits, and how the last tasks ended. */
export function TasksPanel(): JSX.Element {
  const guids = shownTasks.value;
  const beyond = guids.length - mostRows;
  return (
    <Panel name="Tasks" area="tasks" tools={<TaskTools />}>
      <div class="scroll" tabIndex={0} role="group" aria-label="List of tasks">
        {guids.length === 0 ? (
          <NoTasks />
        ) : (
          <ul class="tasks">
            {guids.slice(0, mostRows).map((guid) => (
              <TaskRow key={guid} guid={guid} />
            ))}
          </ul>
        )}
        {beyond > 0 ? <p class="more">{beyond} more; narrow the list to see them.</p> : null}
      </div>
    </Panel>
  );
}

function NoTasks(): JSX.Element {
  const { states, text } = taskFilter.value;
  if (!tasksKnown.value) return <Empty title="Loading tasks…" />;
  if (states.length > 0 || text !== '') return <Empty title="No task fits" text="Change the filter above." />;
  return (
    <Empty title="Nothing has been done yet" text="Back up a machine below, and its task appears here." />
  );
}

function TaskTools(): JSX.Element {
  const { states, text } = taskFilter.value;
  const toggle = (state: TaskState): void => {
    const next = states.includes(state) ? states.filter((one) => one !== state) : [...states, state];
    taskFilter.value = { states: next, text };
  };
  return (
    <>
      <div class="chips" role="group" aria-label="Tasks in these states">
        {choices.map((state) => (
          <button
            type="button"
            key={state}
            class="chip"
            aria-pressed={states.includes(state)}
            onClick={() => toggle(state)}
          >
            {spoken(state)}
          </button>
        ))}
      </div>
      <input
        type="search"
        class="narrow"
        placeholder="Filter tasks"
        aria-label="Filter tasks by title or kind"
        value={text}
        onInput={({ currentTarget }) => (taskFilter.value = { states, text: currentTarget.value })}
      />
    </>
  );
}
