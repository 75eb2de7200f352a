import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { DateTime } from '../../../schema/scalars/scalars.js';

const exact = 'The same to the microsecond, in UTC without a zone: "YYYY-MM-DDTHH:MM:SS.ffffff".';

/** Where the SNMP traps of a storage come from and how they prove it. Fields as in section 5.3 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'Where the SNMP traps of a storage come from. Its keys never leave the server.',
})
@Entity({ schema: 'storage', tableName: 'alert_source' })
export class AlertSource implements Node {
  get id(): string {
    return toGlobalId('AlertSource', this.storageUuid);
  }

  @Field(() => String, { description: 'UUID of the storage.' })
  @PrimaryKey({ type: 'uuid', fieldName: 'storage_id' })
  storageUuid!: string;

  @Field(() => String, {
    description: 'Address traps are sent from; of several, separated by commas, any one.',
  })
  @Property({ type: 'text' })
  host!: string;

  @Field(() => String, { description: 'SNMPv1, SNMPv2c or SNMPv3, in the case it was given.' })
  @Property({ type: 'text' })
  version!: string;

  /** Encrypted; the resolver of the field of this name decrypts it for those who may. */
  @Property({ type: 'text', fieldName: 'community_string', nullable: true })
  sealedCommunity!: string | null;

  @Field(() => String, { nullable: true, description: 'User of version 3.' })
  @Property({ type: 'text', nullable: true })
  username!: string | null;

  @Field(() => String, { nullable: true, description: 'noAuthnoPriv, authNoPriv or authPriv; of version 3.' })
  @Property({ type: 'text', nullable: true })
  securityLevel!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'HMACSHA, HMACMD5, HMCSHA2224, HMCSHA2256, HMCSHA2384 or HMCSHA2512; of version 3.',
  })
  @Property({ type: 'text', nullable: true })
  authProtocol!: string | null;

  /** Encrypted. */
  @Property({ type: 'text', nullable: true })
  authKey!: string | null;

  @Field(() => String, { nullable: true, description: 'DES, 3DES, AES, AES192 or AES256; of version 3.' })
  @Property({ type: 'text', nullable: true })
  privacyProtocol!: string | null;

  /** Encrypted. */
  @Property({ type: 'text', nullable: true })
  privacyKey!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Engine that traps of version 3 must come from, in hexadecimal; any when null.',
  })
  @Property({ type: 'text', nullable: true })
  engineId!: string | null;

  /** Whether the probe found the engine, so that another host makes it void. */
  @Property({ type: 'boolean' })
  engineDiscovered!: boolean;

  @Field(() => Int, { nullable: true, description: "Port of the array's SNMP agent; 161 when null." })
  @Property({ type: 'integer', nullable: true })
  port!: number | null;

  @Field(() => String, { nullable: true, description: 'Context of version 3.' })
  @Property({ type: 'text', nullable: true })
  contextName!: string | null;

  @Field(() => Long, { nullable: true, description: 'How often the agent is asked again; once when null.' })
  @Property({ type: 'bigint', nullable: true })
  retryNum!: LongValue | null;

  @Field(() => Long, {
    nullable: true,
    description: 'How long an answer of the agent is waited for, in seconds; 2 when null.',
  })
  @Property({ type: 'bigint', nullable: true })
  expiration!: LongValue | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the agent answered when last asked; null when it was not.',
  })
  @Property({ type: 'boolean', nullable: true })
  reachable!: boolean | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the agent was last asked; null when it was not.',
  })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  probedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it did not answer; null when it did.' })
  @Property({ type: 'text', nullable: true })
  probeError!: string | null;

  @Field(() => DateTime, { description: 'When it was first given.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  createdAt!: Date;

  @Field(() => String, { description: exact })
  createdAtText!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was last changed; null before.' })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  updatedAt!: Date | null;

  @Field(() => String, { nullable: true, description: exact })
  updatedAtText!: string | null;
}
