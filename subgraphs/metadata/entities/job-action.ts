import { Field, ObjectType } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';
import { Json } from '../../../schema/scalars/scalars.js';

/** An action as a job holds it: a copy that stays when the action itself is changed. */
@ObjectType({ description: 'An action as a job holds it; it stays when the action of that id is changed.' })
export class JobAction {
  @Field(() => String, { description: 'Id of the action.' })
  actionId!: string;

  @Field(() => Json, { description: 'All options of the backup program.' })
  freezerAction!: Readonly<Record<string, unknown>>;

  @Field(() => Long, { description: 'How often it is tried again.' })
  maxRetries!: number;

  @Field(() => Long, { description: 'Time between two tries, in seconds.' })
  maxRetriesInterval!: number;

  @Field(() => Boolean, { description: 'Whether the actions behind it need it to succeed.' })
  mandatory!: boolean;
}
