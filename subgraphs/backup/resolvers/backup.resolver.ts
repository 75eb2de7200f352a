import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupDestination } from '../entities/backup-destination.js';
import { BackupFile } from '../entities/backup-file.js';
import { BackupLocation } from '../entities/backup-location.js';
import { Backup, BackupConnection } from '../entities/backup.js';
import { FileSystem } from '../entities/file-system.js';
import { NetworkInterface } from '../entities/network-interface.js';
import { Rule } from '../entities/rule.js';
import { Snapshot } from '../entities/snapshot.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import { listBackups } from '../services/list-backups.js';
import type { BackupParts } from '../services/parts.js';
import { acknowledgeWarnings, describeBackup } from '../services/say-of-backup.js';
import { BackupPayload, BackupsPayload } from './backup-payloads.js';
import { AcknowledgeWarningsInput, BackupFilter, BackupOrder, DescribeBackupInput } from './backup.inputs.js';
import { DataLoaders, loadMaybe, loadParts } from './data-loaders.js';

/** Backups: lists, what belongs to them, and what people say of them (vprotect.md 3.3). */
@Resolver(() => Backup)
export class BackupResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => BackupConnection, { nullable: true, description: 'Backups, the newest first unless told.' })
  async backups(
    @Args() page: PageArgs,
    @Arg('filter', () => BackupFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: BackupFilter | null,
    @Arg('orderBy', () => BackupOrder, {
      nullable: true,
      description: 'The order; the newest first when absent.',
    })
    orderBy: BackupOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Backup>> {
    return BackupConnection.of(await listBackups(this.parts.store.sql, { viewer, page, filter, orderBy }));
  }

  @Access('viewer')
  @Query(() => Backup, {
    nullable: true,
    description: 'A backup; null when there is none the viewer may see.',
  })
  backup(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<Backup | null> {
    return this.loaders(context).backup.load(guid);
  }

  @Access('operator')
  @Mutation(() => BackupPayload, { nullable: true, description: 'Says something of a backup.' })
  async describeBackup(
    @Arg('input', () => DescribeBackupInput, { description: 'Which one, and what.' })
    input: DescribeBackupInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupPayload> {
    await describeBackup(this.parts, input, context.viewer);
    return { backup: await this.loaders(context).backup.load(input.guid) };
  }

  @Access('operator')
  @Mutation(() => BackupsPayload, {
    nullable: true,
    description: 'Acknowledges the warnings of backups, or takes that back.',
  })
  async acknowledgeWarnings(
    @Arg('input', () => AcknowledgeWarningsInput, { description: 'Which ones.' })
    input: AcknowledgeWarningsInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupsPayload> {
    const guids = await acknowledgeWarnings(this.parts, input, context.viewer);
    const { backup } = this.loaders(context);
    const found = await Promise.all(guids.map((guid) => backup.load(guid)));
    return { backups: found.filter((one) => one !== null) };
  }

  @FieldResolver(() => VirtualMachine, {
    nullable: true,
    description: 'Its machine; null when the record is gone.',
  })
  virtualMachine(
    @Root() { vmGuid }: Backup,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> | null {
    return loadMaybe(BackupLoaders.of(this.parts, context).machine, vmGuid);
  }

  @FieldResolver(() => [BackupLocation], {
    description: 'Where it is, or is to be, the primary place first.',
  })
  locations(@Root() { guid }: Backup, @Ctx() context: RequestContext): Promise<BackupLocation[]> {
    return loadParts(this.loaders(context).locationsOf, guid);
  }

  @FieldResolver(() => [BackupFile], { description: 'Its files by path; none before it is stored.' })
  files(@Root() { guid }: Backup, @Ctx() context: RequestContext): Promise<BackupFile[]> {
    return loadParts(this.loaders(context).filesOf, guid);
  }

  @FieldResolver(() => [FileSystem], {
    description: 'The file systems found in it; none before it was looked for them, at the first mount.',
  })
  fileSystems(@Root() { guid }: Backup, @Ctx() context: RequestContext): Promise<FileSystem[]> {
    return loadParts(this.loaders(context).fileSystemsOf, guid);
  }

  @FieldResolver(() => [NetworkInterface], {
    description: 'The network interfaces of its machine as they are now.',
  })
  async networkInterfaces(
    @Root() { vmGuid }: Backup,
    @Ctx() context: RequestContext,
  ): Promise<NetworkInterface[]> {
    return vmGuid === null ? [] : loadParts(this.loaders(context).interfacesOf, vmGuid);
  }

  @FieldResolver(() => BackupDestination, {
    nullable: true,
    description: 'Its primary destination; null when deleted.',
  })
  destination(
    @Root() backup: Backup,
    @Ctx() context: RequestContext,
  ): Promise<BackupDestination | null> | null {
    return loadMaybe(this.loaders(context).destination, backup.destinationGuid);
  }

  @FieldResolver(() => Rule, { nullable: true, description: 'The rule that made it; null when none did.' })
  rule(@Root() { ruleGuid }: Backup, @Ctx() context: RequestContext): Promise<Rule | null> | null {
    return loadMaybe(this.loaders(context).rule, ruleGuid);
  }

  @FieldResolver(() => Backup, {
    nullable: true,
    description: 'The backup it builds on; null for one that stands alone.',
  })
  parent(@Root() { parentGuid }: Backup, @Ctx() context: RequestContext): Promise<Backup | null> | null {
    return loadMaybe(this.loaders(context).backup, parentGuid);
  }

  @FieldResolver(() => Backup, {
    nullable: true,
    description: 'The full backup it builds on in the end; null for one that stands alone.',
  })
  root(@Root() { rootGuid }: Backup, @Ctx() context: RequestContext): Promise<Backup | null> | null {
    return loadMaybe(this.loaders(context).backup, rootGuid);
  }

  @FieldResolver(() => Snapshot, {
    nullable: true,
    description: 'The snapshot it was made of; null before it exists.',
  })
  snapshot(
    @Root() { snapshotGuid }: Backup,
    @Ctx() context: RequestContext,
  ): Promise<Snapshot | null> | null {
    return loadMaybe(this.loaders(context).snapshot, snapshotGuid);
  }

  private loaders(context: RequestContext): DataLoaders {
    return DataLoaders.of(this.parts, context);
  }
}
