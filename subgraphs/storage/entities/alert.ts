import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import {
  AlertClearedByEnum,
  AlertOriginEnum,
  AlertSeverityEnum,
  AlertStateEnum,
  severityOfRank,
  type AlertClearedBy,
  type AlertOrigin,
  type AlertSeverity,
  type AlertState,
} from './alert-words.js';

/** A condition an array has told of, from its first report until it is over. Words as in section 5.14 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'Something an array has told of, from the first report until it is over.',
})
@Entity({ schema: 'storage', tableName: 'alert' })
export class Alert implements Node {
  get id(): string {
    return toGlobalId('Alert', this.uuid);
  }

  @Field(() => String, { description: 'UUID given to it here, in lower case.' })
  @PrimaryKey({ type: 'uuid', fieldName: 'id' })
  uuid!: string;

  @Field(() => String, { description: 'UUID of the storage it is of.' })
  @Property({ type: 'uuid', fieldName: 'storage_id' })
  storageUuid!: string;

  /** What equals between the reports of one condition of one storage. */
  @Property({ type: 'text' })
  condition!: string;

  @Field(() => AlertStateEnum, { description: 'Whether its condition still holds.' })
  @Property({ type: 'text' })
  state!: AlertState;

  @Field(() => AlertOriginEnum, { description: 'How it came here first.' })
  @Property({ type: 'text' })
  origin!: AlertOrigin;

  @Field(() => String, { description: 'Kind of alert, as the array numbers it.' })
  @Property({ type: 'text' })
  alertId!: string;

  @Field(() => String, { nullable: true, description: 'Name of the kind.' })
  @Property({ type: 'text', nullable: true })
  alertName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'How bad it is. The word as the array gives it; see "severityKind".',
  })
  @Property({ type: 'text', nullable: true })
  severity!: string | null;

  @Property({ type: 'smallint' })
  severityRank!: number;

  @Field(() => AlertSeverityEnum, { description: 'How bad it is, of a closed set.' })
  get severityKind(): AlertSeverity {
    return severityOfRank(this.severityRank);
  }

  @Field(() => String, {
    nullable: true,
    description: 'Fault, Event or NotSpecified; other words as the array gives them.',
  })
  @Property({ type: 'text', nullable: true })
  category!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it concerns, such as EquipmentAlarm; as the array gives it.',
  })
  @Property({ type: 'text', nullable: true })
  type!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The array's number of its newest report, by which it is cleared on the array.",
  })
  @Property({ type: 'text', nullable: true })
  sequenceNumber!: string | null;

  @Field(() => Long, {
    nullable: true,
    description:
      'When its newest report occurred by the clock of the array, as the array gives it: milliseconds since 1970, of some arrays seconds.',
  })
  @Property({ type: 'bigint', nullable: true })
  occurTime!: LongValue | null;

  @Field(() => String, { nullable: true, description: 'What happened, in words.' })
  @Property({ type: 'text', nullable: true })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'What to do about it, in words.' })
  @Property({ type: 'text', nullable: true })
  recoveryAdvice!: string | null;

  @Field(() => String, { nullable: true, description: 'Kind of thing it is about, such as Storage.' })
  @Property({ type: 'text', nullable: true })
  resourceType!: string | null;

  @Field(() => String, { nullable: true, description: 'Where it is, in the words of the array.' })
  @Property({ type: 'text', nullable: true })
  location!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Equal for the trap and the listed form of one condition; null when the array has no such key.',
  })
  @Property({ type: 'text', nullable: true })
  matchKey!: string | null;

  @Property({ type: 'text', nullable: true })
  clearCategory!: string | null;

  @Field(() => Long, { description: 'How often it was reported while open.' })
  @Property({ type: 'bigint' })
  occurrences!: LongValue;

  @Field(() => DateTime, { description: 'When it was first reported.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  firstAt!: Date;

  @Field(() => DateTime, { description: 'When it was last reported.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  lastAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was cleared; null while open.' })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  clearedAt!: Date | null;

  @Field(() => AlertClearedByEnum, { nullable: true, description: 'Who cleared it; null while open.' })
  @Property({ type: 'text', nullable: true })
  clearedBy!: AlertClearedBy | null;

  /** Labels it was last sent to an exporter with, for the message that it is over. */
  @Property({ columnType: 'json', type: 'text', nullable: true })
  exported!: Readonly<Record<string, string>> | null;
}

/** Pages of alerts. */
export const AlertConnection = connectionType(Alert, 'alerts');
