import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Policy } from '../entities/policy.js';
import { Rule } from '../entities/rule.js';
import { Schedule, ScheduleConnection } from '../entities/schedule.js';
import { invalid } from '../services/backup-fault.js';
import { firings } from '../services/calendar.js';
import { fireDue } from '../services/fire-schedules.js';
import { listSchedules } from '../services/find-schedules.js';
import type { BackupParts } from '../services/parts.js';
import { createSchedule, deleteSchedule, readCalendar, updateSchedule } from '../services/put-schedule.js';
import { calendarOf, type ScheduleCalendar } from '../services/schedule-times.js';
import { all, PolicyLoaders } from './policy-loaders.js';
import { DeletedPayload, SchedulePayload } from './policy-payloads.js';
import {
  CreateScheduleInput,
  DeleteScheduleInput,
  mostNextRuns,
  PreviewScheduleInput,
  ScheduleFilter,
  ScheduleOrder,
  UpdateScheduleInput,
} from './schedule.inputs.js';

const usualNextRuns = 10;

/** Schedules: lists, changes, what is to come (vprotect.md 3.5). */
@Resolver(() => Schedule)
export class ScheduleResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => ScheduleConnection, { nullable: true, description: 'Schedules, by name unless told.' })
  async schedules(
    @Args() page: PageArgs,
    @Arg('filter', () => ScheduleFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: ScheduleFilter | null,
    @Arg('orderBy', () => ScheduleOrder, { nullable: true, description: 'The order; by name when absent.' })
    orderBy: ScheduleOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Schedule>> {
    return ScheduleConnection.of(
      await listSchedules(this.parts.store.sql, { viewer, page, filter, orderBy }),
    );
  }

  @Access('viewer')
  @Query(() => Schedule, {
    nullable: true,
    description: 'A schedule; null when there is none the viewer may see.',
  })
  schedule(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<Schedule | null> {
    return PolicyLoaders.of(this.parts, context).schedule.load(guid);
  }

  @Access('viewer')
  @Query(() => [DateTime], {
    nullable: true,
    description: 'The coming instants of a schedule that is not kept, to try it out.',
  })
  previewSchedule(
    @Arg('input', () => PreviewScheduleInput, { description: 'The schedule.' }) input: PreviewScheduleInput,
  ): Date[] {
    return this.comingRuns(readCalendar(input, undefined), input.first, null);
  }

  @Access('operator')
  @Mutation(() => SchedulePayload, { nullable: true, description: 'Makes a schedule.' })
  async createSchedule(
    @Arg('input', () => CreateScheduleInput, { description: 'The schedule.' }) input: CreateScheduleInput,
    @Ctx() context: RequestContext,
  ): Promise<SchedulePayload> {
    return this.payload(await createSchedule(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => SchedulePayload, {
    nullable: true,
    description: 'Changes a schedule, for later instants only.',
  })
  async updateSchedule(
    @Arg('input', () => UpdateScheduleInput, { description: 'The change.' }) input: UpdateScheduleInput,
    @Ctx() context: RequestContext,
  ): Promise<SchedulePayload> {
    await fireDue(this.parts, [input.guid]);
    return this.payload(await updateSchedule(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => DeletedPayload, {
    nullable: true,
    description: 'Deletes a schedule, in use or not; the tasks it made stay.',
  })
  async deleteSchedule(
    @Arg('input', () => DeleteScheduleInput, { description: 'Which.' }) { guid }: DeleteScheduleInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<DeletedPayload> {
    await deleteSchedule(this.parts, guid, viewer);
    return { guid: guid.toLowerCase() };
  }

  @FieldResolver(() => [DateTime], {
    description: 'The instants it fires for next, when active or not; in order.',
  })
  nextRuns(
    @Root() schedule: Schedule,
    @Arg('first', () => Int, { nullable: true, description: 'How many, 1 to 1000; 10 when absent.' })
    first: number | null,
    @Arg('after', () => DateTime, {
      nullable: true,
      description: 'Only those after this; after now when absent.',
    })
    after: Date | null,
  ): Date[] {
    return this.comingRuns(schedule, first, after);
  }

  @FieldResolver(() => [Rule], { description: 'The rules it is attached to.' })
  async rules(@Root() { guid }: Schedule, @Ctx() context: RequestContext): Promise<Rule[]> {
    const loaders = PolicyLoaders.of(this.parts, context);
    return all(loaders.rule, (await loaders.ruleGuids.load(guid)) ?? []);
  }

  @FieldResolver(() => [Policy], { description: 'The policies of these rules.' })
  async policies(@Root() schedule: Schedule, @Ctx() context: RequestContext): Promise<Policy[]> {
    const rules = await this.rules(schedule, context);
    const guids = [...new Set(rules.map(({ policyGuid }) => policyGuid))];
    return all(PolicyLoaders.of(this.parts, context).policy, guids);
  }

  private comingRuns(
    schedule: ScheduleCalendar,
    first: number | null | undefined,
    after: Date | null,
  ): Date[] {
    const most = first ?? usualNextRuns;
    if (most < 1 || most > mostNextRuns) throw invalid('first', `from 1 to ${mostNextRuns}`);
    const runs: Date[] = [];
    for (const instant of firings(calendarOf(schedule), after?.getTime() ?? this.parts.clock())) {
      runs.push(new Date(instant));
      if (runs.length === most) break;
    }
    return runs;
  }

  private async payload(guid: string, context: RequestContext): Promise<SchedulePayload> {
    context.clear();
    const schedule = await PolicyLoaders.of(this.parts, context).schedule.load(guid);
    if (!schedule) throw new Error('The schedule just written is not there.');
    return { schedule };
  }
}
