import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Firing, FiringConnection } from '../entities/firing.js';
import { Policy } from '../entities/policy.js';
import { Rule, RuleConnection, RuleDestination } from '../entities/rule.js';
import { Schedule } from '../entities/schedule.js';
import { Task, taskOf } from '../entities/task.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import { listFirings, listRules } from '../services/find-rules.js';
import type { BackupParts } from '../services/parts.js';
import type { RuleFigures } from '../services/policy-figures.js';
import { createRule, deleteRule, updateRule } from '../services/put-rule.js';
import { all, PolicyLoaders } from './policy-loaders.js';
import { DeletedPayload, RulePayload } from './policy-payloads.js';
import { CreateRuleInput, DeleteRuleInput, RuleFilter, RuleOrder, UpdateRuleInput } from './rule.inputs.js';
import { FiringFilter, FiringOrder } from './schedule.inputs.js';

/** Rules: lists, changes, what they hang on (vprotect.md 3.7). */
@Resolver(() => Rule)
export class RuleResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => RuleConnection, { nullable: true, description: 'Rules, by their place in their policies.' })
  async rules(
    @Args() page: PageArgs,
    @Arg('filter', () => RuleFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: RuleFilter | null,
    @Arg('orderBy', () => RuleOrder, { nullable: true, description: 'The order; the usual one when absent.' })
    orderBy: RuleOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Rule>> {
    return RuleConnection.of(await listRules(this.parts.store.sql, viewer, page, filter, orderBy));
  }

  @Access('viewer')
  @Query(() => Rule, { nullable: true, description: 'A rule; null when there is none the viewer may see.' })
  rule(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<Rule | null> {
    return PolicyLoaders.of(this.parts, context).rule.load(guid);
  }

  @Access('operator')
  @Mutation(() => RulePayload, { nullable: true, description: 'Makes a rule of a policy.' })
  async createRule(
    @Arg('input', () => CreateRuleInput, { description: 'The rule.' }) input: CreateRuleInput,
    @Ctx() context: RequestContext,
  ): Promise<RulePayload> {
    return this.payload(await createRule(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => RulePayload, { nullable: true, description: 'Changes a rule.' })
  async updateRule(
    @Arg('input', () => UpdateRuleInput, { description: 'The change.' }) input: UpdateRuleInput,
    @Ctx() context: RequestContext,
  ): Promise<RulePayload> {
    return this.payload(await updateRule(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => DeletedPayload, {
    nullable: true,
    description: 'Deletes a rule; the backups it made stay, without it.',
  })
  async deleteRule(
    @Arg('input', () => DeleteRuleInput, { description: 'Which.' }) { guid }: DeleteRuleInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<DeletedPayload> {
    await deleteRule(this.parts, guid, viewer);
    return { guid: guid.toLowerCase() };
  }

  @FieldResolver(() => Policy, { nullable: true, description: 'Its policy.' })
  policy(@Root() { policyGuid }: Rule, @Ctx() context: RequestContext): Promise<Policy | null> {
    return PolicyLoaders.of(this.parts, context).policy.load(policyGuid);
  }

  @FieldResolver(() => [Schedule], { description: 'The schedules attached to it, by name.' })
  async schedules(@Root() { guid }: Rule, @Ctx() context: RequestContext): Promise<Schedule[]> {
    const loaders = PolicyLoaders.of(this.parts, context);
    return all(loaders.schedule, (await loaders.scheduleGuids.load(guid)) ?? []);
  }

  @FieldResolver(() => [RuleDestination], { description: 'Where it stores, the primary destination first.' })
  async destinations(
    @Root() { guid }: Rule,
    @Ctx() context: RequestContext,
  ): Promise<readonly RuleDestination[]> {
    return (await PolicyLoaders.of(this.parts, context).destinationsOf.load(guid)) ?? [];
  }

  @FieldResolver(() => Int, { description: 'How many machines are in its policy.' })
  async vmCount(@Root() rule: Rule, @Ctx() context: RequestContext): Promise<number> {
    return (await this.figures(rule, context))?.vmCount ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many schedules are attached to it.' })
  async scheduleCount(@Root() rule: Rule, @Ctx() context: RequestContext): Promise<number> {
    return (await this.figures(rule, context))?.scheduleCount ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many backups it made that are still known.' })
  async backupCount(@Root() rule: Rule, @Ctx() context: RequestContext): Promise<number> {
    return (await this.figures(rule, context))?.backupCount ?? 0;
  }

  private figures({ guid }: Rule, context: RequestContext): Promise<RuleFigures | null> {
    return PolicyLoaders.of(this.parts, context).ruleFigures.load(guid);
  }

  private async payload(guid: string, context: RequestContext): Promise<RulePayload> {
    context.clear();
    const rule = await PolicyLoaders.of(this.parts, context).rule.load(guid);
    if (!rule) throw new Error('The rule just written is not there.');
    return { rule };
  }
}

/** What schedules have made. */
@Resolver(() => Firing)
export class FiringResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => FiringConnection, {
    nullable: true,
    description: 'What schedules made, the newest first; kept as long as the record of tasks.',
  })
  async firings(
    @Args() page: PageArgs,
    @Arg('filter', () => FiringFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: FiringFilter | null,
    @Arg('orderBy', () => FiringOrder, {
      nullable: true,
      description: 'The order; the usual one when absent.',
    })
    orderBy: FiringOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Firing>> {
    return FiringConnection.of(await listFirings(this.parts.store.sql, viewer, page, filter, orderBy));
  }

  @FieldResolver(() => Schedule, { nullable: true, description: 'The schedule.' })
  schedule(@Root() { scheduleGuid }: Firing, @Ctx() context: RequestContext): Promise<Schedule | null> {
    return PolicyLoaders.of(this.parts, context).schedule.load(scheduleGuid);
  }

  @FieldResolver(() => Rule, { nullable: true, description: 'The rule; null when it is gone.' })
  rule(@Root() { ruleGuid }: Firing, @Ctx() context: RequestContext): Promise<Rule | null> {
    return PolicyLoaders.of(this.parts, context).rule.load(ruleGuid);
  }

  @FieldResolver(() => VirtualMachine, { nullable: true, description: 'The machine; null when it is gone.' })
  virtualMachine(@Root() { vmGuid }: Firing, @Ctx() context: RequestContext): Promise<VirtualMachine | null> {
    return BackupLoaders.of(this.parts, context).machine.load(vmGuid);
  }

  @FieldResolver(() => Task, { nullable: true, description: 'The task; null when it was removed.' })
  task(@Root() { taskGuid }: Firing): Task {
    return taskOf(taskGuid);
  }
}
