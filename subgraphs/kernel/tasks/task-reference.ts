import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A thing a task is about. Shareable: other subgraphs read it where they add to a task what it is about. */
@Directive('@shareable')
@ObjectType({ description: 'A thing a task is about.' })
export class TaskReference {
  @Field(() => String, { description: 'GraphQL type of the thing, such as "ComputeNode".' })
  readonly kind!: string;

  @Field(() => ID, { description: 'Native key of the thing within its type.' })
  readonly id!: string;
}
