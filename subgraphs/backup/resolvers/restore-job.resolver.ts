import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Backup } from '../entities/backup.js';
import { RestoreJob, RestoreJobConnection } from '../entities/restore-job.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import { listRestoreJobs } from '../services/list-restores.js';
import type { BackupParts } from '../services/parts.js';
import { DataLoaders, loadMaybe } from './data-loaders.js';
import { RestoreJobFilter, RestoreJobOrder } from './restore.inputs.js';

/** Restores (vprotect.md 3.3). */
@Resolver(() => RestoreJob)
export class RestoreJobResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => RestoreJobConnection, {
    nullable: true,
    description: 'Restores, the newest first unless told.',
  })
  async restoreJobs(
    @Args() page: PageArgs,
    @Arg('filter', () => RestoreJobFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: RestoreJobFilter | null,
    @Arg('orderBy', () => RestoreJobOrder, {
      nullable: true,
      description: 'The order; the newest first when absent.',
    })
    orderBy: RestoreJobOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<RestoreJob>> {
    return RestoreJobConnection.of(
      await listRestoreJobs(this.parts.store.sql, { viewer, page, filter, orderBy }),
    );
  }

  @Access('viewer')
  @Query(() => RestoreJob, {
    nullable: true,
    description: 'A restore; null when there is none the viewer may see.',
  })
  restoreJob(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<RestoreJob | null> {
    return DataLoaders.of(this.parts, context).restoreJob.load(guid);
  }

  @FieldResolver(() => Backup, { nullable: true, description: 'The backup; null when its record is gone.' })
  backup(@Root() { backupGuid }: RestoreJob, @Ctx() context: RequestContext): Promise<Backup | null> | null {
    return loadMaybe(DataLoaders.of(this.parts, context).backup, backupGuid);
  }

  @FieldResolver(() => VirtualMachine, {
    nullable: true,
    description: 'The machine the backup is of; null when its record is gone.',
  })
  virtualMachine(
    @Root() { vmGuid }: RestoreJob,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> | null {
    return loadMaybe(BackupLoaders.of(this.parts, context).machine, vmGuid);
  }
}
