import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { HypervisorManager, HypervisorManagerConnection } from '../entities/hypervisor-manager.js';
import { Task, taskOf } from '../entities/task.js';
import { BackupLoaders } from '../loaders.js';
import { listManagers } from '../services/list-managers.js';
import { createManager, deleteManager, updateManager } from '../services/manage-managers.js';
import { managerNotFound } from '../services/manager-access.js';
import { readManagerChange, readNewManager } from '../services/manager-input.js';
import type { BackupParts } from '../services/parts.js';
import { syncInventories } from '../services/sync-inventories.js';
import {
  CreateHypervisorManagerInput,
  DeleteHypervisorManagerInput,
  HypervisorManagerFilter,
  HypervisorManagerOrder,
  SyncInventoryInput,
  UpdateHypervisorManagerInput,
} from './hypervisor-manager.inputs.js';
import {
  CreateHypervisorManagerPayload,
  DeleteHypervisorManagerPayload,
  SyncInventoryPayload,
  UpdateHypervisorManagerPayload,
} from './hypervisor-manager.payloads.js';

/** Hypervisor managers: their list, their registration, and the reading of their inventories. */
@Resolver(() => HypervisorManager)
export class HypervisorManagerResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => HypervisorManagerConnection, {
    nullable: true,
    description: 'The hypervisor managers, by name unless told otherwise.',
  })
  async hypervisorManagers(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => HypervisorManagerFilter, { nullable: true, description: 'Which ones.' })
    filter: HypervisorManagerFilter | null,
    @Arg('orderBy', () => HypervisorManagerOrder, { nullable: true, description: 'Their order.' })
    orderBy: HypervisorManagerOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<HypervisorManager>> {
    return HypervisorManagerConnection.of(
      await listManagers(this.parts.store.sql, { viewer, page, filter, orderBy }),
    );
  }

  @Access('viewer')
  @Query(() => HypervisorManager, {
    nullable: true,
    description: 'A hypervisor manager by its GUID; null when there is none.',
  })
  hypervisorManager(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<HypervisorManager | null> {
    return BackupLoaders.of(this.parts, context).manager.load(guid);
  }

  @Access('operator')
  @Mutation(() => CreateHypervisorManagerPayload, {
    nullable: true,
    description:
      'Registers a hypervisor manager, which must answer at once, and begins to read its inventory.',
  })
  async createHypervisorManager(
    @Arg('input', () => CreateHypervisorManagerInput, { description: 'The manager.' })
    input: CreateHypervisorManagerInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateHypervisorManagerPayload> {
    const cursor = await this.parts.tasks.cursorNow();
    const { guid, taskGuid } = await createManager(this.parts, readNewManager(input), context.viewer);
    return { manager: await this.changed(guid, context), task: taskOf(taskGuid), cursor };
  }

  @Access('operator')
  @Mutation(() => UpdateHypervisorManagerPayload, {
    nullable: true,
    description:
      'Changes a hypervisor manager. Nobody is called; the next read of its inventory shows whether it works.',
  })
  async updateHypervisorManager(
    @Arg('input', () => UpdateHypervisorManagerInput, { description: 'The change.' })
    input: UpdateHypervisorManagerInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateHypervisorManagerPayload> {
    const guid = await updateManager(this.parts, input.guid, readManagerChange(input), context.viewer);
    return { manager: await this.changed(guid, context) };
  }

  @Access('operator')
  @Mutation(() => DeleteHypervisorManagerPayload, {
    nullable: true,
    description:
      'Removes a hypervisor manager with everything it told of. CONFLICT while a backup of one of its machines can be restored.',
  })
  async deleteHypervisorManager(
    @Arg('input', () => DeleteHypervisorManagerInput, { description: 'Which one.' })
    { guid }: DeleteHypervisorManagerInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteHypervisorManagerPayload> {
    const removed = await deleteManager(this.parts, guid, context.viewer);
    context.clear();
    return { guid: removed };
  }

  @Access('operator')
  @Mutation(() => SyncInventoryPayload, {
    nullable: true,
    description:
      'Reads inventories of hypervisor managers; one that is being read already is not read twice.',
  })
  async syncInventory(
    @Arg('input', () => SyncInventoryInput, { description: 'Which ones.' }) input: SyncInventoryInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<SyncInventoryPayload> {
    const cursor = await this.parts.tasks.cursorNow();
    return { tasks: (await syncInventories(this.parts, input, viewer)).map(taskOf), cursor };
  }

  @FieldResolver(() => Task, {
    nullable: true,
    description: 'The task that read its inventory last, or reads it; null before the first.',
  })
  syncTask(@Root() { syncTaskGuid }: HypervisorManager): Task | null {
    return syncTaskGuid === null ? null : taskOf(syncTaskGuid);
  }

  private async changed(guid: string, context: RequestContext): Promise<HypervisorManager> {
    context.clear();
    const manager = await BackupLoaders.of(this.parts, context).manager.load(guid);
    if (!manager) throw managerNotFound(guid);
    return manager;
  }
}
