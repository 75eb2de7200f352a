import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { destinationTypes } from '../destinations/registry.js';
import { BackupDestination, BackupDestinationConnection } from '../entities/backup-destination.js';
import { taskOf } from '../entities/task.js';
import { beginClean } from '../services/begin-clean.js';
import { listDestinations } from '../services/list-destinations.js';
import { lookAtDestination } from '../services/open-destination.js';
import type { BackupParts } from '../services/parts.js';
import { createDestination, deleteDestination, updateDestination } from '../services/put-destination.js';
import { archiveReasonOf } from '../archive/archive-fault.js';
import { refuseConfined } from '../services/tenant-wall.js';
import {
  BackupDestinationFilter,
  BackupDestinationInput,
  BackupDestinationOrder,
  CreateBackupDestinationInput,
  RemoveOldBackupsInput,
  UpdateBackupDestinationInput,
} from './backup-destination.inputs.js';
import {
  BackupDestinationPayload,
  DeleteBackupDestinationPayload,
  RemoveOldBackupsPayload,
} from './backup-payloads.js';
import { DataLoaders } from './data-loaders.js';

/** Destinations: where backups are kept (vprotect.md 3.8). */
@Resolver(() => BackupDestination)
export class BackupDestinationResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => BackupDestinationConnection, {
    nullable: true,
    description: 'Destinations, by name unless told.',
  })
  async backupDestinations(
    @Args() page: PageArgs,
    @Arg('filter', () => BackupDestinationFilter, {
      nullable: true,
      description: 'What the list is narrowed to.',
    })
    filter: BackupDestinationFilter | null,
    @Arg('orderBy', () => BackupDestinationOrder, {
      nullable: true,
      description: 'The order; by name when absent.',
    })
    orderBy: BackupDestinationOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<BackupDestination>> {
    const found = await listDestinations(this.parts.store.sql, { viewer, page, filter, orderBy });
    return BackupDestinationConnection.of(found);
  }

  @Access('viewer')
  @Query(() => BackupDestination, { nullable: true, description: 'A destination; null when there is none.' })
  backupDestination(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<BackupDestination | null> {
    return DataLoaders.of(this.parts, context).destination.load(guid);
  }

  @Access('admin')
  @Mutation(() => BackupDestinationPayload, { nullable: true, description: 'Makes a destination.' })
  async createBackupDestination(
    @Arg('input', () => CreateBackupDestinationInput, { description: 'The destination.' })
    input: CreateBackupDestinationInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupDestinationPayload> {
    refuseConfined(context.viewer);
    return this.payload(await createDestination(this.data, input), context);
  }

  @Access('admin')
  @Mutation(() => BackupDestinationPayload, { nullable: true, description: 'Changes a destination.' })
  async updateBackupDestination(
    @Arg('input', () => UpdateBackupDestinationInput, { description: 'What changes.' })
    input: UpdateBackupDestinationInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupDestinationPayload> {
    refuseConfined(context.viewer);
    return this.payload(await updateDestination(this.data, input.guid, input), context);
  }

  @Access('admin')
  @Mutation(() => DeleteBackupDestinationPayload, {
    nullable: true,
    description: 'Forgets a destination that holds no backup and that no rule stores in.',
  })
  async deleteBackupDestination(
    @Arg('input', () => BackupDestinationInput, { description: 'Which one.' }) {
      guid,
    }: BackupDestinationInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<DeleteBackupDestinationPayload> {
    refuseConfined(viewer);
    return { guid: await deleteDestination(this.data, guid) };
  }

  @Access('operator')
  @Mutation(() => BackupDestinationPayload, {
    nullable: true,
    description: 'Looks at a destination: its room, or its fault, is that of now.',
  })
  async checkBackupDestination(
    @Arg('input', () => BackupDestinationInput, { description: 'Which one.' }) {
      guid,
    }: BackupDestinationInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupDestinationPayload> {
    const known = await DataLoaders.of(this.parts, context).destination.load(guid);
    if (!known) return { destination: null };
    DataLoaders.of(this.parts, context).destination.clearAll();
    await lookAtDestination(this.data, known.guid).catch((error: unknown) => {
      if (archiveReasonOf(error) === undefined) throw error;
    });
    return this.payload(known.guid, context);
  }

  @Access('operator')
  @Mutation(() => RemoveOldBackupsPayload, {
    nullable: true,
    description:
      'Removes backups that no rule keeps, and what broken work left; it is done at an interval anyway.',
  })
  async removeOldBackups(
    @Arg('input', () => RemoveOldBackupsInput, { description: 'Where.' }) input: RemoveOldBackupsInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<RemoveOldBackupsPayload> {
    refuseConfined(viewer);
    const cursor = await this.parts.tasks.cursorNow();
    const guids = await beginClean(this.parts, input.destinationGuids ?? undefined, viewer);
    return { tasks: guids.map((guid) => taskOf(guid)), cursor };
  }

  private async payload(guid: string, context: RequestContext): Promise<BackupDestinationPayload> {
    return { destination: await DataLoaders.of(this.parts, context).destination.load(guid) };
  }

  private get data(): { store: BackupParts['store']; destinationTypes: typeof destinationTypes } {
    return { store: this.parts.store, destinationTypes };
  }
}
