import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import type { ChargebackFilter } from '../services/chargeback.js';

/** A stretch of time to report on. */
@ArgsType()
export class PeriodArgs {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Where the time begins; one day before its end unless given.',
  })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Where it ends; now unless given.' })
  to?: Date | null;
}

/** The same with how much of it is shown. */
@ArgsType()
export class ReportArgs extends PeriodArgs {
  @Field(() => Int, { defaultValue: 10_000, description: 'Most lines of each kind: 0 to 10000.' })
  lines!: number;
}

/** A stretch of time, day by day. */
@ArgsType()
export class DaysArgs {
  @Field(() => Int, { defaultValue: 15, description: 'How many days: 1 to 400.' })
  days!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Where the time begins; at the midnight of the first day unless given.',
  })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Where it ends; now unless given.' })
  to?: Date | null;
}

/** The report to send. */
@InputType({ description: 'The report to send, and to whom.' })
export class SendBackupReportInput {
  @Field(() => [String], { description: 'Addresses of mail: 1 to 1000.' })
  addresses!: string[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'Where the time begins; one day before its end unless given.',
  })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Where it ends; now unless given.' })
  to?: Date | null;

  @Field(() => String, { defaultValue: 'UTC', description: 'IANA time zone that times are shown in.' })
  timeZone!: string;
}

const description = 'Only of these; an empty list is no restriction.';

/** What chargeback is narrowed to. */
@InputType({ description: 'What chargeback is narrowed to; everything given must hold.' })
export class ChargebackFilterInput implements ChargebackFilter {
  @Field(() => [ID], { nullable: true, description })
  backupDestinations?: string[] | null;

  @Field(() => [ID], { nullable: true, description })
  policies?: string[] | null;

  @Field(() => [ID], { nullable: true, description })
  virtualMachines?: string[] | null;

  @Field(() => [ID], { nullable: true, description })
  hypervisors?: string[] | null;

  @Field(() => [ID], { nullable: true, description })
  clusters?: string[] | null;

  @Field(() => [ID], { nullable: true, description })
  managers?: string[] | null;

  @Field(() => [ID], { nullable: true, description })
  projects?: string[] | null;
}
