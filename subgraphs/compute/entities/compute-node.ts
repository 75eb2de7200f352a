import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { DateTime, Json } from '../../../schema/scalars/scalars.js';
import { ComputeNodeStateEnum, type ComputeNodeState } from './compute-node-state.js';

/** A cloud machine as its cloud last listed it. */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "uuid")')
@ObjectType({ implements: Node, description: 'A machine of a cloud, as the cloud last told of it.' })
@Entity({ schema: 'compute', tableName: 'node' })
export class ComputeNode implements Node {
  get id(): string {
    return toGlobalId('ComputeNode', `${this.cloudName}/${this.nativeId}`);
  }

  @PrimaryKey({ type: 'text', fieldName: 'cloud' })
  cloudName!: string;

  @Field(() => String, { description: "The cloud's own id of the machine; unique within the cloud." })
  @PrimaryKey({ type: 'text' })
  nativeId!: string;

  /** Place in the provider's list, from 0. */
  @Property({ type: 'integer' })
  position!: number;

  @Field(() => String, { description: 'Name, which is also its host name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => ID, {
    description:
      'SHA-1 of "<nativeId>:<provider>", in hexadecimal. Two clouds of the same provider may give the same; a look-up by it then finds the machine of the cloud that stands first in the configuration.',
  })
  @Property({ type: 'text' })
  uuid!: string;

  @Field(() => String, { description: 'Driver type of its cloud, such as "dummy".' })
  @Property({ type: 'text' })
  provider!: string;

  @Field(() => ComputeNodeStateEnum, { description: 'What it is doing.' })
  @Property({ type: 'text' })
  state!: ComputeNodeState;

  @Field(() => [String], { description: 'Addresses reachable from outside the cloud; may be empty.' })
  @Property({ type: 'jsonb' })
  publicIps!: readonly string[];

  @Field(() => [String], { description: 'Addresses within the cloud; may be empty.' })
  @Property({ type: 'jsonb' })
  privateIps!: readonly string[];

  @Field(() => Json, {
    description: 'What else the cloud tells of it; an object whose keys depend on the provider.',
  })
  @Property({ type: 'jsonb' })
  extra!: Readonly<Record<string, unknown>>;

  @Field(() => String, {
    nullable: true,
    description: "The cloud's id of the image it was started from; null when the cloud does not tell.",
  })
  @Property({ type: 'text', nullable: true })
  imageId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The cloud's id of its size; null when the cloud does not tell.",
  })
  @Property({ type: 'text', nullable: true })
  sizeId!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Tenant it belongs to: the one the cloud tells or, failing that, the one who started it; null when none.',
  })
  @Property({ type: 'text', nullable: true })
  tenantId!: string | null;

  /** Guid of the task that is destroying it, if one is; it counts while that task has not ended. */
  @Property({ type: 'text', nullable: true })
  removalTask!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the cloud created it; null when the cloud does not tell.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  createdAt!: Date | null;

  @Field(() => DateTime, { description: 'When a change of it was last seen.' })
  @Property({ type: 'timestamptz' })
  changedAt!: Date;
}

/** Pages of machines. */
export const ComputeNodeConnection = connectionType(ComputeNode, 'cloud machines');
