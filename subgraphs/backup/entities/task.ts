import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';
import { DateTime, Json } from '../../../schema/scalars/scalars.js';
import { TaskError } from '../../kernel/tasks/task-error.js';
import { TaskReference } from '../../kernel/tasks/task-reference.js';
import { TaskOriginEnum, TaskStateEnum } from '../../kernel/tasks/task-states.js';
import type { Task as CoreTask } from '../../kernel/tasks/task.js';
import type { ShownWork } from '../services/list-work.js';
import type { WorkType } from './work-words.js';

/** Fields of core's task that lists of this subgraph give along, so that a list needs no second hop. */
const given = {
  type: [String, false],
  state: [TaskStateEnum, false],
  title: [String, false],
  tenantId: [String, true],
  priority: [Int, false],
  windowStart: [DateTime, true],
  windowEnd: [DateTime, true],
  progress: [Float, false],
  rate: [Float, true],
  unitsDone: [Long, true],
  unitsTotal: [Long, true],
  step: [String, true],
  result: [Json, true],
  error: [TaskError, true],
  about: [[TaskReference], false],
  workflow: [ID, false],
  origin: [TaskOriginEnum, false],
  requestedBy: [String, true],
  createdAt: [DateTime, false],
  startedAt: [DateTime, true],
  finishedAt: [DateTime, true],
  updatedAt: [DateTime, false],
  attempts: [Int, false],
} as const satisfies Partial<Record<keyof CoreTask, readonly [type: unknown, nullable: boolean]>>;

const givenNames = Object.keys(given) as readonly (keyof typeof given)[];

const parts: Readonly<Record<string, string>> = { error: ' { code message }', about: ' { kind id }' };

/** What `@provides` names where a task is given with core's fields. */
export const givenFields = [
  ...Object.keys(given).map((name) => `${name}${parts[name] ?? ''}`),
  'parent { guid }',
].join(' ');

/** Core's task as seen from here: backup adds what of its own it is about. */
@Directive('@key(fields: "guid")')
@ObjectType({ description: 'Work that takes a while: what it is, how far it is and how it ended.' })
export class Task {
  @Field(() => ID, { description: 'Unique in the product; the key other parts know the task by.' })
  guid!: string;

  /** Known where a list gives it along. */
  about!: readonly TaskReference[];

  @Directive('@external')
  @Field(() => Task, { nullable: true, description: 'The task this one is a part of; null when it is none.' })
  parent?: Task | null;

  /** What is known of it here; undefined until looked up, null when nothing is. */
  work?: ShownWork | null;

  /** Its kind where that alone is known: of the parent that a list names. */
  knownType?: WorkType;
}

for (const [name, [type, nullable]] of Object.entries(given)) {
  Directive('@external')(Task.prototype, name);
  Field(() => type as never, { nullable, description: 'As core tells.' })(Task.prototype, name);
}

/** A reference to a task. */
export function taskOf(guid: string): Task {
  return Object.assign(new Task(), { guid });
}

/** A task with core's fields and what is known of it here, and the kind of the task it is a part of. */
export function shownTask(task: CoreTask, work: ShownWork | null, parentType: WorkType | null): Task {
  const shown = taskOf(task.guid);
  const fields = shown as unknown as Record<string, unknown>;
  for (const name of givenNames) fields[name] = task[name];
  shown.parent = task.parentGuid === null ? null : taskOf(task.parentGuid);
  if (shown.parent && parentType !== null) shown.parent.knownType = parentType;
  shown.work = work;
  return shown;
}
