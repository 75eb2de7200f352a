import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Long } from '../../../schema/scalars/long.js';
import { BackupTypeEnum, type BackupType } from './backup-type.js';
import { Column } from './column.js';
import { TenantNamed } from './named.js';
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
} from './schedule-words.js';

const optional = { nullable: true } as const;

/** The times between which a schedule fires again and again, in milliseconds of a UTC day. */
@ObjectType({ description: 'The times of a day between which a schedule fires again and again.' })
export class ScheduleInterval {
  @Field(() => Int, { description: 'First time, in milliseconds since midnight UTC.' })
  startHour!: number;

  @Field(() => Int, {
    description:
      'Last time, in milliseconds since midnight UTC; earlier than the first means on the next day.',
  })
  endHour!: number;

  @Field(() => Long, { description: 'Time from one to the next, in milliseconds; at least 60000.' })
  frequency!: number;
}

/** When backups or snapshots are made (vprotect.md 3.5, 4.5). Everything is UTC. */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({
  implements: Node,
  description: 'When backups or snapshots are made by themselves. All times and days are of UTC.',
})
@Entity({ schema: 'backup', tableName: 'schedule' })
export class Schedule extends TenantNamed implements Node {
  @Column('text', 'What it makes.', { enum: ScheduleTypeEnum })
  type!: ScheduleType;

  @Column('text', 'Kind of backup it asks for.', { enum: BackupTypeEnum })
  backupType!: BackupType;

  @Column('text', 'How its times of a day are given.', { enum: ExecutionTypeEnum })
  executionType!: ExecutionType;

  @Column(
    'integer',
    'Time of day it fires at, in milliseconds since midnight UTC; kept for INTERVAL if given.',
    {
      ...optional,
      column: 'hour_ms',
    },
  )
  hour!: number | null;

  @Column('bigint', 'How long after an instant its tasks may start, in milliseconds; 0 is the frequency.', {
    column: 'window_ms',
  })
  startWindowLength!: number;

  @Column('integer', null, { ...optional, column: 'start_hour_ms' })
  startHour!: number | null;

  @Column('integer', null, { ...optional, column: 'end_hour_ms' })
  endHour!: number | null;

  @Column('bigint', null, { ...optional, column: 'frequency_ms' })
  frequency!: number | null;

  @Field(() => [DayOfWeekEnum], { description: 'Days of the week it fires on; every day when empty.' })
  @Column('texts', null)
  daysOfWeek!: DayOfWeek[];

  @Field(() => [MonthEnum], { description: 'Months it fires in; every month when empty.' })
  @Column('texts', null)
  months!: Month[];

  @Field(() => [DayOfWeekOccurrenceEnum], {
    description: 'Which days of that name in a month; all of them when empty.',
  })
  @Column('texts', null, { column: 'occurrences' })
  dayOfWeekOccurrences!: DayOfWeekOccurrence[];

  @Column('boolean', 'Whether it fires.')
  active!: boolean;

  @Column('time', 'Instant it last fired for; null when never.', { ...optional, column: 'last_run_at' })
  lastRun!: Date | null;

  @Column('time', 'Instant it fires for next; null while it is not active.', {
    ...optional,
    column: 'next_run_at',
  })
  nextRun!: Date | null;

  /** Instants up to this one are dealt with. */
  @Column('time', null)
  firedUntil!: Date;

  /** Instants after this one count for protection: it was made, changed or switched on then. */
  @Column('time', null)
  calendarSince!: Date;

  @Column(
    'time',
    'Last instant whose window is over; backups older than it protect no more. Null before the first.',
    {
      ...optional,
      column: 'closed_run_at',
    },
  )
  closedRun!: Date | null;

  @Column('time', null, optional)
  nextCloseAt!: Date | null;

  @Field(() => ScheduleInterval, { nullable: true, description: 'Its times; null for TIME.' })
  get interval(): ScheduleInterval | null {
    const { executionType, startHour, endHour, frequency } = this;
    if (executionType === 'TIME' || startHour === null || endHour === null || frequency === null) return null;
    return Object.assign(new ScheduleInterval(), { startHour, endHour, frequency: Number(frequency) });
  }
}

/** Pages of schedules. */
export const ScheduleConnection = connectionType(Schedule, 'schedules');
