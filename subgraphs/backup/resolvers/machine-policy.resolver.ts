import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Credential } from '../entities/credential.js';
import { Policy } from '../entities/policy.js';
import {
  BackupProtectionEnum,
  IncrementalNotPossibleReasonEnum,
  NotProtectedReasonEnum,
  type BackupProtection,
  type IncrementalNotPossibleReason,
  type NotProtectedReason,
} from '../entities/policy-words.js';
import { ProtectionCounts } from '../entities/protection-counts.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import type { BackupParts } from '../services/parts.js';
import { countProtection, protectionOf, type Protection } from '../services/protection.js';
import { wallOf } from '../services/tenant-wall.js';
import { PolicyLoaders } from './policy-loaders.js';

/** What schedules and policies mean to a machine (vprotect.md 4.4, 4.8). */
@Resolver(() => VirtualMachine)
export class MachinePolicyResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => ProtectionCounts, {
    nullable: true,
    description: 'How many present machines are protected and how many are not.',
  })
  async protectionCounts(@Ctx() { viewer }: RequestContext): Promise<ProtectionCounts> {
    const counts = await countProtection(this.parts.store.sql, wallOf(viewer, 'v'));
    return Object.assign(new ProtectionCounts(), {
      protected: counts.IS_PROTECTED,
      notProtected: counts.NOT_PROTECTED,
      noSchedule: counts.NO_SCHEDULE,
    });
  }

  @FieldResolver(() => Policy, { nullable: true, description: 'Its backup policy; null when in none.' })
  async policy(
    @Root() { policyGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Policy | null> {
    return policyGuid === null ? null : PolicyLoaders.of(this.parts, context).policy.load(policyGuid);
  }

  @FieldResolver(() => Policy, { nullable: true, description: 'Its snapshot policy; null when in none.' })
  async snapshotPolicy(
    @Root() { snapshotPolicyGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Policy | null> {
    return snapshotPolicyGuid === null
      ? null
      : PolicyLoaders.of(this.parts, context).policy.load(snapshotPolicyGuid);
  }

  @FieldResolver(() => Credential, {
    nullable: true,
    description: 'How it is reached from inside; null when not given, and for who is confined to a tenant.',
  })
  async credential(
    @Root() { credentialGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Credential | null> {
    return credentialGuid === null
      ? null
      : PolicyLoaders.of(this.parts, context).credential.load(credentialGuid);
  }

  @FieldResolver(() => BackupProtectionEnum, { description: 'Whether a recent backup protects it.' })
  async protection(
    @Root() machine: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<BackupProtection> {
    return (await this.of(machine, context)).status;
  }

  @FieldResolver(() => NotProtectedReasonEnum, {
    nullable: true,
    description: 'Why it is not protected; null when it is.',
  })
  async whyNotProtected(
    @Root() machine: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<NotProtectedReason | null> {
    return (await this.of(machine, context)).why;
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether its newest backup is as new as its schedules ask for; null when none reaches it.',
  })
  async backupUpToDate(
    @Root() machine: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<boolean | null> {
    const status = await this.protection(machine, context);
    return status === 'NO_SCHEDULE' ? null : status === 'IS_PROTECTED';
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When a schedule backs it up next; null when none reaches it, or it is not present.',
  })
  async nextBackupAt(@Root() machine: VirtualMachine, @Ctx() context: RequestContext): Promise<Date | null> {
    return (await this.of(machine, context)).nextBackupAt;
  }

  @FieldResolver(() => [IncrementalNotPossibleReasonEnum], {
    description: 'Why an incremental backup of it would become a full one; empty when it would not.',
  })
  async incrementalNotPossible(
    @Root() { guid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<readonly IncrementalNotPossibleReason[]> {
    return (await PolicyLoaders.of(this.parts, context).incremental.load(guid)) ?? [];
  }

  private async of(machine: VirtualMachine, context: RequestContext): Promise<Protection> {
    const { policyGuid } = machine;
    const { coverage } = PolicyLoaders.of(this.parts, context);
    return protectionOf(machine, policyGuid === null ? null : await coverage.load(policyGuid));
  }
}
