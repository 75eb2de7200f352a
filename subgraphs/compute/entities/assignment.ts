import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { AssignmentStatusEnum, type AssignmentStatus } from './assignment-status.js';

/** Who has a machine: one record per machine, in the built-in assignment service or read from an external one. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'Who has a machine, and for which application.' })
@Entity({ schema: 'compute', tableName: 'assignment' })
export class Assignment implements Node {
  get id(): string {
    return toGlobalId('Assignment', `${this.cloudName}/${this.nodeId}`);
  }

  @Field(() => Int, { description: "Number of the record in the assignment service's inventory." })
  @PrimaryKey({ type: 'integer', autoincrement: true })
  number!: number;

  @Property({ type: 'text', fieldName: 'cloud' })
  cloudName!: string;

  @Field(() => String, { description: "The cloud's own id of the machine." })
  @Property({ type: 'text' })
  nodeId!: string;

  @Field(() => String, { description: 'Host name of the machine.' })
  @Property({ type: 'text' })
  hostName!: string;

  @Field(() => String, { nullable: true, description: 'Who has it; null when nobody.' })
  @Property({ type: 'text', nullable: true, fieldName: 'user_name' })
  user!: string | null;

  @Field(() => String, { nullable: true, description: 'Application it is set up for; null when none.' })
  @Property({ type: 'text', nullable: true, fieldName: 'application' })
  recipe!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of that application in an external assignment service; null in the built-in one.',
  })
  recipeNumber!: number | null;

  @Field(() => AssignmentStatusEnum, { description: 'Whether the machine is free or whose it is.' })
  @Property({ type: 'text' })
  status!: AssignmentStatus;

  /** Guid of the task that is releasing it. */
  @Property({ type: 'text', nullable: true })
  taskGuid!: string | null;

  @Property({ type: 'timestamptz', defaultRaw: 'now()' })
  changedAt!: Date;
}

/** Pages of assignment records. */
export const AssignmentConnection = connectionType(Assignment, 'assignment records');
