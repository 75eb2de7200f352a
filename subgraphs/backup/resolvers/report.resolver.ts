import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { Fault } from '../../kernel/errors/fault.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import {
  BackupReport,
  ChargebackGroupEnum,
  ChargebackKindEnum,
  ChargebackLine,
  DailySize,
  WorkStatistics,
  type ChargebackGroup,
  type ChargebackKind,
} from '../entities/report.js';
import { chargebackOf } from '../services/chargeback.js';
import type { BackupParts } from '../services/parts.js';
import { reportOf } from '../services/report-lines.js';
import { daysBefore, periodOf } from '../services/report-period.js';
import { dailySizes, statisticsOf } from '../services/report-statistics.js';
import { ChargebackFilterInput, DaysArgs, PeriodArgs, ReportArgs } from './report.inputs.js';

const mostLines = 10_000;
const mostDays = 400;

/** Figures over all that was backed up and restored (vprotect.md 3.9). */
@Resolver()
export class ReportResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => WorkStatistics, {
    nullable: true,
    description: 'How the backups of some time ended; of the last day unless told.',
  })
  backupStatistics(
    @Args(() => PeriodArgs) { from, to }: PeriodArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WorkStatistics> {
    return statisticsOf(this.parts.store.sql, { viewer }, 'backups', periodOf(from, to, new Date()));
  }

  @Access('viewer')
  @Query(() => [DailySize], {
    nullable: true,
    description:
      'What was backed up and restored on each of the days up to the end of some time, that day last; what is not within the time does not count.',
  })
  backupSizeStatistics(
    @Args(() => DaysArgs) { days, from, to }: DaysArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<DailySize[]> {
    inRange('days', days, 1, mostDays);
    return dailySizes(this.parts.store.sql, viewer, days, daysBefore(days, from, to, new Date()));
  }

  @Access('viewer')
  @Query(() => BackupReport, {
    nullable: true,
    description: 'What was backed up and restored in some time, line by line.',
  })
  backupReport(
    @Args(() => ReportArgs) { from, to, lines }: ReportArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<BackupReport> {
    inRange('lines', lines, 0, mostLines);
    return reportOf(this.parts.store.sql, { viewer }, periodOf(from, to, new Date()), lines);
  }

  @Access('viewer')
  @Query(() => [ChargebackLine], {
    nullable: true,
    description: 'Bytes of the backups of some time that succeeded, per group, the greatest first.',
  })
  chargeback(
    @Arg('kind', () => ChargebackKindEnum, { description: 'What is added up.' }) kind: ChargebackKind,
    @Arg('groupBy', () => ChargebackGroupEnum, { description: 'What a line is for.' })
    groupBy: ChargebackGroup,
    @Arg('filter', () => ChargebackFilterInput, {
      nullable: true,
      description: 'What it is narrowed to.',
    })
    filter: ChargebackFilterInput | null,
    @Args(() => PeriodArgs) { from, to }: PeriodArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ChargebackLine[]> {
    const period = periodOf(from, to, new Date());
    return chargebackOf(this.parts.store.sql, viewer, kind, groupBy, period, filter ?? {});
  }
}

function inRange(name: string, value: number, least: number, most: number): void {
  if (value < least || value > most)
    throw new Fault('BAD_USER_INPUT', `"${name}" must be from ${least} to ${most}, not ${value}.`);
}
