import { Field, ObjectType } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';

/** When a job or session runs (freezer.md §7). What the document does not say is null. */
@ObjectType({ description: 'When a job or session runs; null is what its document does not say.' })
export class JobSchedule {
  @Field(() => String, { nullable: true, description: 'Date and time of a single run.' })
  date!: string | null;

  @Field(() => String, { nullable: true, description: 'Date and time from which it runs.' })
  startDate!: string | null;

  @Field(() => String, { nullable: true, description: 'Date and time up to which it runs.' })
  endDate!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '"continuous", or a number and weeks, days, hours, minutes or seconds.',
  })
  interval!: string | null;

  @Field(() => String, { nullable: true, description: 'Years in which it runs.' })
  year!: string | null;

  @Field(() => String, { nullable: true, description: 'Months in which it runs.' })
  month!: string | null;

  @Field(() => String, { nullable: true, description: 'Days of the month on which it runs.' })
  day!: string | null;

  @Field(() => String, { nullable: true, description: 'Weeks of the year in which it runs.' })
  week!: string | null;

  @Field(() => String, { nullable: true, description: 'Days of the week on which it runs.' })
  dayOfWeek!: string | null;

  @Field(() => String, { nullable: true, description: 'Hours at which it runs.' })
  hour!: string | null;

  @Field(() => String, { nullable: true, description: 'Minutes at which it runs.' })
  minute!: string | null;

  @Field(() => String, { nullable: true, description: 'Seconds at which it runs.' })
  second!: string | null;

  @Field(() => Long, { nullable: true, description: 'Process of the present run on its client.' })
  currentPid!: number | null;
}
