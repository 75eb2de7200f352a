import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Backup } from '../entities/backup.js';
import { Rule } from '../entities/rule.js';
import { Snapshot, SnapshotConnection } from '../entities/snapshot.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import { listSnapshots } from '../services/list-restores.js';
import type { BackupParts } from '../services/parts.js';
import { DataLoaders, loadMaybe } from './data-loaders.js';
import { SnapshotFilter, SnapshotOrder } from './restore.inputs.js';

/** Snapshots on the platforms (vprotect.md 3.3). */
@Resolver(() => Snapshot)
export class SnapshotResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => SnapshotConnection, {
    nullable: true,
    description: 'Snapshots, the newest first unless told.',
  })
  async snapshots(
    @Args() page: PageArgs,
    @Arg('filter', () => SnapshotFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: SnapshotFilter | null,
    @Arg('orderBy', () => SnapshotOrder, {
      nullable: true,
      description: 'The order; the newest first when absent.',
    })
    orderBy: SnapshotOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Snapshot>> {
    return SnapshotConnection.of(
      await listSnapshots(this.parts.store.sql, { viewer, page, filter, orderBy }),
    );
  }

  @Access('viewer')
  @Query(() => Snapshot, {
    nullable: true,
    description: 'A snapshot; null when there is none the viewer may see.',
  })
  snapshot(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<Snapshot | null> {
    return DataLoaders.of(this.parts, context).snapshot.load(guid);
  }

  @FieldResolver(() => VirtualMachine, { nullable: true, description: 'Its machine.' })
  virtualMachine(
    @Root() { vmGuid }: Snapshot,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> {
    return BackupLoaders.of(this.parts, context).machine.load(vmGuid);
  }

  @FieldResolver(() => Rule, {
    nullable: true,
    description: 'The rule that asked for it; null when none did.',
  })
  rule(@Root() { ruleGuid }: Snapshot, @Ctx() context: RequestContext): Promise<Rule | null> | null {
    return loadMaybe(DataLoaders.of(this.parts, context).rule, ruleGuid);
  }

  @FieldResolver(() => Backup, {
    nullable: true,
    description: 'The backup that left it; null when none did.',
  })
  backup(@Root() { backupGuid }: Snapshot, @Ctx() context: RequestContext): Promise<Backup | null> | null {
    return loadMaybe(DataLoaders.of(this.parts, context).backup, backupGuid);
  }
}
