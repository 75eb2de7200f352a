import { Field, ObjectType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { Assignment } from '../entities/assignment.js';
import { ComputeNode } from '../entities/compute-node.js';
import { Task } from '../entities/task.js';

/** What every request for work answers. */
@ObjectType()
abstract class WorkPayload {
  @Field(() => Task, { description: 'The work.' })
  task!: Task;

  @Field(() => EventCursor, {
    description: 'Place in the task events from which the events of this task follow.',
  })
  cursor!: string;

  @Field(() => ComputeNode, {
    nullable: true,
    description: 'The machine; null before there is one and when it is gone.',
  })
  node!: ComputeNode | null;
}

/** Answer to a start. */
@ObjectType({ description: 'A start that was begun.' })
export class StartComputeNodePayload extends WorkPayload {}

/** Answer to a stop. */
@ObjectType({ description: 'A stop that was begun.' })
export class StopComputeNodePayload extends WorkPayload {
  @Field(() => String, { description: "The cloud's own id of the machine." })
  nodeId!: string;
}

/** Answer to an assignment. */
@ObjectType({ description: 'An assignment that was begun.' })
export class AssignComputeNodePayload extends WorkPayload {
  @Field(() => Assignment, {
    nullable: true,
    description: 'The record as it stood when the work ended; null when that was not waited for.',
  })
  assignment!: Assignment | null;

  @Field(() => String, {
    nullable: true,
    description: "The assignment service's sentence about it; null when the end was not waited for.",
  })
  message!: string | null;
}

/** Answer to a release. */
@ObjectType({ description: 'A release that was begun.' })
export class ReleaseComputeNodePayload extends AssignComputeNodePayload {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the machine was destroyed; null when the end was not waited for.',
  })
  nodeDestroyed!: boolean | null;
}
