import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { DateTime } from '../../../schema/scalars/scalars.js';

/** A configured cloud: its table keeps what the last listing found; the configuration itself is not stored. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A configured cloud. Its credentials never leave the server.' })
@Entity({ schema: 'compute', tableName: 'cloud' })
export class Cloud implements Node {
  get id(): string {
    return toGlobalId('Cloud', this.name);
  }

  @Field(() => String, {
    description: 'Name in the configuration; "default" is used where no cloud is named.',
  })
  @PrimaryKey({ type: 'text' })
  name!: string;

  @Field(() => Int, { description: 'Place in the configuration, from 0.' })
  @Property({ type: 'integer' })
  position!: number;

  /** Whether the configuration still names it; others are kept for their records and never shown. */
  @Property({ type: 'boolean' })
  configured!: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the last call for its nodes succeeded; null before the first.',
  })
  @Property({ type: 'boolean', nullable: true })
  reachable!: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the last call for its nodes failed; null when it did not.',
  })
  @Property({ type: 'text', nullable: true })
  lastError!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When its nodes were last read; null before the first time.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  refreshedAt!: Date | null;

  /** Number of the newest listing whose outcome is in the tables; see services/inventory.ts. */
  @Property({ type: 'bigint' })
  applied!: number;

  @Field(() => Boolean, { description: 'Whether it is used where no cloud is named.' })
  isDefault!: boolean;

  @Field(() => String, { description: 'Driver type, such as "dummy" or "openstack".' })
  provider!: string;

  @Field(() => String, { description: 'Name of the driver type for people, such as "Dummy Node Provider".' })
  providerName!: string;

  @Field(() => String, { description: 'Host of its API; empty when the engine has no driver yet.' })
  host!: string;
}
