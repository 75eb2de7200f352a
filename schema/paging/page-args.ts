import { ArgsType, Field, Int } from 'type-graphql';

/** Arguments of every connection. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many from the front: 0 to 1000. 50 when neither "first" nor "last" is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Continue behind the edge with this cursor.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many from the back: 0 to 1000.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Stop before the edge with this cursor.' })
  before?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many to skip before the page begins. Cursors are the better way; this is for clients that page by number.',
  })
  offset?: number | null;
}
