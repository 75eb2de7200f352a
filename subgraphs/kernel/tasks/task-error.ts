import { Directive, Field, ObjectType } from 'type-graphql';

/** Why a task, or its latest attempt, failed. Plain object of two texts, as it is stored and sent. Shareable, as the task is. */
@Directive('@shareable')
@ObjectType({ description: 'Why a task failed.' })
export class TaskError {
  @Field(() => String, {
    description:
      'A code of the graph, such as BACKEND_ERROR, or WINDOW_PASSED when the task had not started by the end of its window.',
  })
  code!: string;

  @Field(() => String, { description: 'A sentence for people.' })
  message!: string;
}
