import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { MailingList } from '../entities/mailing-list.js';
import { Policy, PolicyConnection } from '../entities/policy.js';
import { Rule, RuleDestination } from '../entities/rule.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import { readAutoAssign } from '../services/auto-assign-settings.js';
import { notFound } from '../services/backup-fault.js';
import { planAutoAssignment } from '../services/execute-auto-assignment.js';
import { listPolicies } from '../services/find-policies.js';
import type { BackupParts } from '../services/parts.js';
import type { PolicyFigures } from '../services/policy-figures.js';
import { createPolicy, deletePolicy, updatePolicy } from '../services/put-policy.js';
import {
  AutoAssignmentPreviewInput,
  CreatePolicyInput,
  DeletePolicyInput,
  PolicyFilter,
  PolicyOrder,
  UpdatePolicyInput,
} from './policy.inputs.js';
import { all, PolicyLoaders } from './policy-loaders.js';
import { AutoAssignmentChange, DeletedPayload, PolicyPayload } from './policy-payloads.js';

/** Policies: lists, changes, their machines and rules (vprotect.md 3.6). */
@Resolver(() => Policy)
export class PolicyResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => PolicyConnection, {
    nullable: true,
    description: 'Policies, by name unless told. By "vmGuids" those of certain machines.',
  })
  async policies(
    @Args() page: PageArgs,
    @Arg('filter', () => PolicyFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: PolicyFilter | null,
    @Arg('orderBy', () => PolicyOrder, { nullable: true, description: 'The order; by name when absent.' })
    orderBy: PolicyOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Policy>> {
    return PolicyConnection.of(await listPolicies(this.parts.store.sql, { viewer, page, filter, orderBy }));
  }

  @Access('viewer')
  @Query(() => Policy, {
    nullable: true,
    description: 'A policy; null when there is none the viewer may see.',
  })
  policy(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<Policy | null> {
    return PolicyLoaders.of(this.parts, context).policy.load(guid);
  }

  @Access('viewer')
  @Query(() => [AutoAssignmentChange], {
    nullable: true,
    description: 'What auto-assignment would change. Nothing is changed.',
  })
  async autoAssignmentPreview(
    @Arg('input', () => AutoAssignmentPreviewInput, { description: 'The policy.' })
    input: AutoAssignmentPreviewInput,
    @Ctx() context: RequestContext,
  ): Promise<AutoAssignmentChange[]> {
    const stored = input.guid == null ? undefined : await this.policy(input.guid, context);
    if (stored === null) throw notFound('policy');
    const wish = {
      guid: stored?.guid ?? null,
      kind: stored?.kind ?? input.kind ?? 'VM_BACKUP',
      settings: readAutoAssign(input.autoAssign, stored),
    };
    const changes = await planAutoAssignment(this.parts.store.sql, wish, context.viewer);
    const { machine } = BackupLoaders.of(this.parts, context);
    const machines = await all(
      machine,
      changes.map(({ vmGuid }) => vmGuid),
    );
    const found = new Map(machines.map((one) => [one.guid, one]));
    return changes.map((change) => ({ ...change, virtualMachine: found.get(change.vmGuid) ?? null }));
  }

  @Access('operator')
  @Mutation(() => PolicyPayload, {
    nullable: true,
    description: 'Makes a policy, with its rules and machines if given.',
  })
  async createPolicy(
    @Arg('input', () => CreatePolicyInput, { description: 'The policy.' }) input: CreatePolicyInput,
    @Ctx() context: RequestContext,
  ): Promise<PolicyPayload> {
    return this.payload(await createPolicy(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => PolicyPayload, { nullable: true, description: 'Changes a policy.' })
  async updatePolicy(
    @Arg('input', () => UpdatePolicyInput, { description: 'The change.' }) input: UpdatePolicyInput,
    @Ctx() context: RequestContext,
  ): Promise<PolicyPayload> {
    return this.payload(await updatePolicy(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => DeletedPayload, {
    nullable: true,
    description: 'Deletes a policy with its rules. Machines, schedules and backups stay.',
  })
  async deletePolicy(
    @Arg('input', () => DeletePolicyInput, { description: 'Which.' }) { guid }: DeletePolicyInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<DeletedPayload> {
    await deletePolicy(this.parts, guid, viewer);
    return { guid: guid.toLowerCase() };
  }

  @FieldResolver(() => [Rule], { description: 'Its rules, in their order.' })
  async rules(@Root() { guid }: Policy, @Ctx() context: RequestContext): Promise<readonly Rule[]> {
    return (await PolicyLoaders.of(this.parts, context).rulesOf.load(guid)) ?? [];
  }

  @FieldResolver(() => [RuleDestination], {
    description: 'Where its rules store: all primary ones, then the others.',
  })
  async destinations(@Root() policy: Policy, @Ctx() context: RequestContext): Promise<RuleDestination[]> {
    const rules = await this.rules(policy, context);
    const ofRules = await all(
      PolicyLoaders.of(this.parts, context).destinationsOf,
      rules.map(({ guid }) => guid),
    );
    const isSecond = ({ roleType }: RuleDestination): number => (roleType === 'PRIMARY' ? 0 : 1);
    return ofRules.flat().sort((a, b) => isSecond(a) - isSecond(b));
  }

  @FieldResolver(() => [VirtualMachine], {
    description: 'Its machines, by name. All of them: "virtualMachines" with a filter gives pages.',
  })
  async virtualMachines(@Root() { guid }: Policy, @Ctx() context: RequestContext): Promise<VirtualMachine[]> {
    const members = (await PolicyLoaders.of(this.parts, context).members.load(guid)) ?? [];
    return all(BackupLoaders.of(this.parts, context).machine, members);
  }

  @FieldResolver(() => Int, { description: 'How many machines are in it.' })
  async vmCount(@Root() policy: Policy, @Ctx() context: RequestContext): Promise<number> {
    return (await this.figures(policy, context))?.vmCount ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many rules it has.' })
  async ruleCount(@Root() policy: Policy, @Ctx() context: RequestContext): Promise<number> {
    return (await this.figures(policy, context))?.ruleCount ?? 0;
  }

  @FieldResolver(() => Long, {
    description:
      'Mean size of the newest successful backups of its machines, in bytes; 0 when there is none.',
  })
  async averageBackupSize(@Root() policy: Policy, @Ctx() context: RequestContext): Promise<LongValue> {
    return (await this.figures(policy, context))?.averageBackupSize ?? 0;
  }

  @FieldResolver(() => MailingList, { nullable: true, description: 'Who gets its report; null when nobody.' })
  async mailingList(
    @Root() { mailingListGuid }: Policy,
    @Ctx() context: RequestContext,
  ): Promise<MailingList | null> {
    return mailingListGuid === null
      ? null
      : PolicyLoaders.of(this.parts, context).mailingList.load(mailingListGuid);
  }

  private figures({ guid }: Policy, context: RequestContext): Promise<PolicyFigures | null> {
    return PolicyLoaders.of(this.parts, context).policyFigures.load(guid);
  }

  private async payload(guid: string, context: RequestContext): Promise<PolicyPayload> {
    context.clear();
    const policy = await PolicyLoaders.of(this.parts, context).policy.load(guid);
    if (!policy) throw new Error('The policy just written is not there.');
    return { policy };
  }
}
