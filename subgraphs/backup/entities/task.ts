import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { TaskReference } from '../../kernel/tasks/task-reference.js';

/** Core's task as seen from here: backup adds what of its own it is about. */
@Directive('@key(fields: "guid")')
@ObjectType({ description: 'Work that takes a while: what it is, how far it is and how it ended.' })
export class Task {
  @Field(() => ID, { description: 'Unique in the product; the key other parts know the task by.' })
  guid!: string;

  @Directive('@external')
  @Field(() => [TaskReference], { description: 'The things the task is about.' })
  about!: readonly TaskReference[];
}

/** A reference to a task. */
export function taskOf(guid: string): Task {
  return Object.assign(new Task(), { guid });
}
