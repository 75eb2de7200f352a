import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { BackupTypeEnum, type BackupType } from '../entities/backup-type.js';
import {
  DayOfWeekEnum,
  DayOfWeekOccurrenceEnum,
  ExecutionTypeEnum,
  MonthEnum,
  ScheduleTypeEnum,
  type DayOfWeek,
  type DayOfWeekOccurrence,
  type ExecutionType,
  type Month,
  type ScheduleType,
} from '../entities/schedule-words.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

/** What a list of schedules is narrowed to. */
@InputType({ description: 'What a list of schedules is narrowed to; everything given must hold.' })
export class ScheduleFilter {
  @Field(() => [ID], optional('One of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => String, optional('Exactly this tenant.'))
  tenantId?: string | null;

  @Field(() => ScheduleTypeEnum, optional('What it makes.'))
  type?: ScheduleType | null;

  @Field(() => Boolean, optional('Whether it fires.'))
  active?: boolean | null;

  @Field(() => [ID], optional('Attached to one of these rules, by GUID.'))
  ruleGuids?: string[] | null;

  @Field(() => [ID], optional('Attached to a rule of one of these policies, by GUID.'))
  policyGuids?: string[] | null;

  @Field(() => [ID], optional('Reaches one of these machines through its policy, by GUID.'))
  vmGuids?: string[] | null;
}

/** What schedules can be ordered by. */
export const ScheduleOrderFieldEnum = { NAME: 'NAME', CREATED_AT: 'CREATED_AT' } as const;

/** One of them. */
export type ScheduleOrderField = keyof typeof ScheduleOrderFieldEnum;

registerEnumType(ScheduleOrderFieldEnum, {
  name: 'ScheduleOrderField',
  description: 'What schedules can be ordered by; ties by GUID.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    CREATED_AT: { description: 'When it was made.' },
  },
});

/** An order of schedules. */
@InputType({ description: 'An order of schedules.' })
export class ScheduleOrder {
  @Field(() => ScheduleOrderFieldEnum, { description: 'By what.' })
  field!: ScheduleOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** The times of an interval. */
@InputType({ description: 'The times of a day between which a schedule fires again and again.' })
export class ScheduleIntervalInput {
  @Field(() => Long, {
    description: 'First time, in milliseconds since midnight UTC; taken modulo 24 hours.',
  })
  startHour!: LongValue;

  @Field(() => Long, {
    description:
      'Last time, in milliseconds since midnight UTC; earlier than the first means on the next day.',
  })
  endHour!: LongValue;

  @Field(() => Long, { description: 'Time from one to the next, in milliseconds; at least 60000.' })
  frequency!: LongValue;
}

/** What can be said of a schedule. */
@InputType({ description: 'What can be said of it; what is left out stays as it is or gets its default.' })
abstract class ScheduleInput {
  @Field(() => BackupTypeEnum, optional('FULL or INCREMENTAL; FULL unless given.'))
  backupType?: BackupType | null;

  @Field(() => ExecutionTypeEnum, optional('INTERVAL if only an interval is given, else TIME.'))
  executionType?: ExecutionType | null;

  @Field(() => Long, optional('Time of day for TIME, in milliseconds since midnight UTC; modulo 24 hours.'))
  hour?: LongValue | null;

  @Field(
    () => Long,
    optional('How long after an instant tasks may start, in milliseconds; 6 hours for TIME unless given.'),
  )
  startWindowLength?: LongValue | null;

  @Field(() => ScheduleIntervalInput, optional('The times for INTERVAL.'))
  interval?: ScheduleIntervalInput | null;

  @Field(() => [DayOfWeekEnum], optional('Days of the week; every day when empty.'))
  daysOfWeek?: DayOfWeek[] | null;

  @Field(() => [MonthEnum], optional('Months; every month when empty.'))
  months?: Month[] | null;

  @Field(() => [DayOfWeekOccurrenceEnum], optional('Which days of a name in a month; all when empty.'))
  dayOfWeekOccurrences?: DayOfWeekOccurrence[] | null;

  @Field(() => Boolean, optional('Whether it fires; true unless given.'))
  active?: boolean | null;

  @Field(() => [ID], optional('GUIDs of the rules it is attached to, all of them.'))
  ruleGuids?: string[] | null;

  @Field(() => String, optional('Tenant it belongs to; that of the caller when confined to one.'))
  tenantId?: string | null;
}

/** A schedule to be made. */
@InputType({ description: 'A schedule to be made.' })
export class CreateScheduleInput extends ScheduleInput {
  @Field(() => String, { description: 'Name, 1 to 255 characters; unique among schedules.' })
  name!: string;

  @Field(() => ScheduleTypeEnum, optional('What it makes; VM_BACKUP unless given. It stays.'))
  type?: ScheduleType | null;

  @Field(
    () => Boolean,
    optional('Whether the name is unique for its tenant alone; so unless told when the caller is confined.'),
  )
  nameScoped?: boolean | null;
}

/** A change of a schedule. */
@InputType({
  description:
    'A change of a schedule: what is left out stays, null puts the default, a list replaces. It holds for later instants only.',
})
export class UpdateScheduleInput extends ScheduleInput {
  @Field(() => ID, { description: 'GUID of the schedule.' })
  guid!: string;

  @Field(() => String, optional('Name, 1 to 255 characters; unique among schedules.'))
  name?: string | null;

  @Field(() => ScheduleTypeEnum, optional('Must be the one it has.'))
  type?: ScheduleType | null;
}

/** Names what is deleted. */
@InputType({ description: 'Which schedule is deleted.' })
export class DeleteScheduleInput {
  @Field(() => ID, { description: 'GUID of the schedule.' })
  guid!: string;
}

/** What a list of firings is narrowed to. */
@InputType({ description: 'What a list of firings is narrowed to; everything given must hold.' })
export class FiringFilter {
  @Field(() => [ID], optional('Of one of these schedules, by GUID.'))
  scheduleGuids?: string[] | null;

  @Field(() => [ID], optional('For one of these rules, by GUID.'))
  ruleGuids?: string[] | null;

  @Field(() => [ID], optional('For one of these machines, by GUID.'))
  vmGuids?: string[] | null;
}

/** What firings can be ordered by. */
export const FiringOrderFieldEnum = {
  INSTANT: 'INSTANT',
} as const;

/** One of them. */
export type FiringOrderField = keyof typeof FiringOrderFieldEnum;

registerEnumType(FiringOrderFieldEnum, {
  name: 'FiringOrderField',
  description: 'What firings can be ordered by; ties by GUID.',
  valuesConfig: {
    INSTANT: { description: 'Instant it fired for.' },
  },
});

/** An order of firings. */
@InputType({ description: 'An order of firings.' })
export class FiringOrder {
  @Field(() => FiringOrderFieldEnum, { description: 'By what.' })
  field!: FiringOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** How many coming instants are shown at most. */
export const mostNextRuns = 1000;

/** Arguments of a preview. */
@InputType({ description: 'Coming instants of a schedule that is not kept, to try it out.' })
export class PreviewScheduleInput extends ScheduleInput {
  @Field(() => Int, optional('How many, 1 to 1000; 10 unless given.'))
  first?: number | null;
}
