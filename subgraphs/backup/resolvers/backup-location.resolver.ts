import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupDestination } from '../entities/backup-destination.js';
import { BackupFile } from '../entities/backup-file.js';
import { BackupLocation, BackupLocationConnection } from '../entities/backup-location.js';
import { Backup } from '../entities/backup.js';
import { FileSystem } from '../entities/file-system.js';
import { VirtualDisk } from '../entities/virtual-disk.js';
import { listLocations } from '../services/list-backups.js';
import type { BackupParts } from '../services/parts.js';
import { BackupLocationFilter, BackupLocationOrder } from './backup.inputs.js';
import { DataLoaders, loadMaybe } from './data-loaders.js';

/** Where backups are kept. */
@Resolver(() => BackupLocation)
export class BackupLocationResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => BackupLocationConnection, {
    nullable: true,
    description: 'Where backups are kept; those of the newest backups first unless told.',
  })
  async backupLocations(
    @Args() page: PageArgs,
    @Arg('filter', () => BackupLocationFilter, {
      nullable: true,
      description: 'What the list is narrowed to.',
    })
    filter: BackupLocationFilter | null,
    @Arg('orderBy', () => BackupLocationOrder, {
      nullable: true,
      description: 'The order; the newest first when absent.',
    })
    orderBy: BackupLocationOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<BackupLocation>> {
    return BackupLocationConnection.of(
      await listLocations(this.parts.store.sql, { viewer, page, filter, orderBy }),
    );
  }

  @FieldResolver(() => Backup, { nullable: true, description: 'The backup.' })
  backup(@Root() { backupGuid }: BackupLocation, @Ctx() context: RequestContext): Promise<Backup | null> {
    return DataLoaders.of(this.parts, context).backup.load(backupGuid);
  }

  @FieldResolver(() => BackupDestination, {
    nullable: true,
    description: 'The destination; null when deleted.',
  })
  destination(
    @Root() location: BackupLocation,
    @Ctx() context: RequestContext,
  ): Promise<BackupDestination | null> | null {
    return loadMaybe(DataLoaders.of(this.parts, context).destination, location.destinationGuid);
  }
}

/** Files of backups. */
@Resolver(() => BackupFile)
export class BackupFileResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => Backup, { nullable: true, description: 'The backup.' })
  backup(@Root() { backupGuid }: BackupFile, @Ctx() context: RequestContext): Promise<Backup | null> {
    return DataLoaders.of(this.parts, context).backup.load(backupGuid);
  }

  @FieldResolver(() => VirtualDisk, {
    nullable: true,
    description: 'The disk; null when it is of none, or gone.',
  })
  disk(@Root() { diskGuid }: BackupFile, @Ctx() context: RequestContext): Promise<VirtualDisk | null> | null {
    return loadMaybe(DataLoaders.of(this.parts, context).disk, diskGuid);
  }

  @FieldResolver(() => Boolean, { description: 'Whether file systems can be looked for in it.' })
  mountable(@Root() { type }: BackupFile): boolean {
    return type === 'DISK' || type === 'DISK_INC';
  }
}

/** File systems in backups. */
@Resolver(() => FileSystem)
export class FileSystemResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => BackupFile, { nullable: true, description: 'The disk it was found on.' })
  file(@Root() { fileGuid }: FileSystem, @Ctx() context: RequestContext): Promise<BackupFile | null> {
    return DataLoaders.of(this.parts, context).file.load(fileGuid);
  }
}
