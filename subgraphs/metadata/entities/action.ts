import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { Long } from '../../../schema/scalars/long.js';
import { Json } from '../../../schema/scalars/scalars.js';
import { WorkDocument } from './work-document.js';

/** One thing to be done by a client (freezer.md §7). */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'One thing to be done by a client, such as a backup.' })
@Entity({ tableName: 'action' })
export class Action extends WorkDocument implements Node {
  id!: string;

  @Field(() => String, { description: 'Its own id, unique for its user and in its tenant.' })
  actionId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What is to be done: backup, restore, info, admin or exec.',
  })
  @Property({ type: 'text', nullable: true })
  action!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is done to, such as "fs" or "mysql".' })
  @Property({ type: 'text', nullable: true })
  mode!: string | null;

  @Field(() => Json, { description: 'All options of the backup program.' })
  freezerAction!: Readonly<Record<string, unknown>>;

  @Field(() => Long, { description: 'How often it is tried again.' })
  maxRetries!: number;

  @Field(() => Long, { description: 'Time between two tries, in seconds.' })
  maxRetriesInterval!: number;

  @Field(() => Boolean, { description: 'Whether the actions behind it in a job need it to succeed.' })
  mandatory!: boolean;
}
