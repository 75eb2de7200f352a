import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { Task } from '../../kernel/tasks/task.js';

/** What a task event tells. */
export const TaskEventKind = {
  SNAPSHOT: 'SNAPSHOT',
  CREATED: 'CREATED',
  STATE: 'STATE',
  STEP: 'STEP',
  PROGRESS: 'PROGRESS',
} as const;

/** One of the kinds. */
export type TaskEventKind = keyof typeof TaskEventKind;

registerEnumType(TaskEventKind, {
  name: 'TaskEventKind',
  description: 'What an event of tasks tells.',
  valuesConfig: {
    SNAPSHOT: { description: 'The present state; the first event of a subscription without "after".' },
    CREATED: { description: 'A task was created.' },
    STATE: { description: 'The state changed; never left out.' },
    STEP: { description: 'The work reached another step or attempt; never left out.' },
    PROGRESS: { description: 'The work went on; for a slow reader only the newest remains.' },
  },
});

/** One event of a subscription to tasks. */
@ObjectType({ description: 'One event of a subscription to tasks.' })
export class TaskEvent {
  @Field(() => EventCursor, { description: 'Place of the event; pass it as "after" to continue behind it.' })
  cursor!: string;

  @Field(() => TaskEventKind, { description: 'What happened.' })
  kind!: TaskEventKind;

  @Field(() => Date, { description: 'When it happened.' })
  at!: Date;

  @Field(() => Task, {
    nullable: true,
    description: 'The task after the event; null in a snapshot of none or several.',
  })
  task!: Task | null;

  @Field(() => [Task], {
    description: 'In a snapshot all tasks that match, the newest 1000 of them; else the one task.',
  })
  tasks!: readonly Task[];
}
