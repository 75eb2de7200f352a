import { Field, ObjectType } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';
import { Json } from '../../../schema/scalars/scalars.js';

/** An alert as the array tells it when asked, with what the server adds (section 5.14 of the Delfin contract). */
@ObjectType({
  description: 'An alert as the array tells it at this moment, its words as they are; nothing of it is kept.',
})
export class LiveAlert {
  @Field(() => String, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => String, { nullable: true, description: 'Kind of alert, as the array numbers it.' })
  alertId!: string | null;

  @Field(() => Json, {
    nullable: true,
    description:
      "The array's number of it, by which it is cleared: a text or a whole number, as the array gives it.",
  })
  sequenceNumber!: string | number | null;

  @Field(() => String, { nullable: true, description: 'Name of the kind.' })
  alertName!: string | null;

  @Field(() => String, { nullable: true, description: 'Fault, Event, Recovery or NotSpecified.' })
  category!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Fatal, Critical, Major, Minor, Warning, Informational or NotSpecified.',
  })
  severity!: string | null;

  @Field(() => String, { nullable: true, description: 'What it concerns, such as EquipmentAlarm.' })
  type!: string | null;

  @Field(() => String, { nullable: true, description: 'Where it is.' })
  location!: string | null;

  @Field(() => String, { nullable: true, description: 'What happened.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'What to do about it.' })
  recoveryAdvice!: string | null;

  @Field(() => String, { nullable: true, description: 'Kind of thing it is about.' })
  resourceType!: string | null;

  @Field(() => Long, {
    nullable: true,
    description: 'When it occurred: milliseconds since 1970, of some arrays seconds.',
  })
  occurTime!: number | null;

  @Field(() => String, { nullable: true, description: 'Equal for every report of one condition.' })
  matchKey!: string | null;

  @Field(() => String, { nullable: true, description: 'Automatic or Manual.' })
  clearCategory!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the storage.' })
  storageName!: string | null;

  @Field(() => String, { nullable: true, description: 'Vendor of the storage, as the device tells it.' })
  vendor!: string | null;

  @Field(() => String, { nullable: true, description: 'Model of the storage, as the device tells it.' })
  model!: string | null;

  @Field(() => String, { nullable: true, description: 'Serial number of the storage.' })
  serialNumber!: string | null;
}
