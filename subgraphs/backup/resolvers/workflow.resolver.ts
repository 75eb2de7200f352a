import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupDestination } from '../entities/backup-destination.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { Workflow, WorkflowConnection } from '../entities/workflow.js';
import { BackupLoaders } from '../loaders.js';
import { listWorkflows } from '../services/list-workflows.js';
import type { BackupParts } from '../services/parts.js';
import { DataLoaders, loadMaybe } from './data-loaders.js';
import { WorkflowFilter, WorkflowOrder } from './workflow.inputs.js';

/** What was asked for, per machine (vprotect.md 3.2). */
@Resolver(() => Workflow)
export class WorkflowResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => WorkflowConnection, {
    nullable: true,
    description: 'What was asked for, per machine; the newest first.',
  })
  async workflows(
    @Arg('filter', () => WorkflowFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: WorkflowFilter | null,
    @Arg('orderBy', () => WorkflowOrder, {
      nullable: true,
      description: 'The order; the newest first when absent.',
    })
    orderBy: WorkflowOrder | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Workflow>> {
    return WorkflowConnection.of(
      await listWorkflows(this.parts.store.sql, viewer, filter ?? {}, page, orderBy?.direction !== 'ASC'),
    );
  }

  @FieldResolver(() => VirtualMachine, {
    nullable: true,
    description: 'The machine; null when there is none any more.',
  })
  virtualMachine(
    @Root() { vmGuid }: Workflow,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> | null {
    return loadMaybe(BackupLoaders.of(this.parts, context).machine, vmGuid);
  }

  @FieldResolver(() => [BackupDestination], { description: 'Destinations its tasks store in or read from.' })
  async backupDestinations(
    @Root() { destinationGuids }: Workflow,
    @Ctx() context: RequestContext,
  ): Promise<BackupDestination[]> {
    const found = await DataLoaders.of(this.parts, context).destination.loadMany([...destinationGuids]);
    return found.filter((one): one is BackupDestination => one instanceof BackupDestination);
  }
}
