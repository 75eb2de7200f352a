import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { destinationTypes } from '../destinations/registry.js';
import { BackupNode } from '../entities/backup-node.js';
import { Backup } from '../entities/backup.js';
import { FileDownload, FileListing, permissionsOf } from '../entities/file-listing.js';
import { FileSystem } from '../entities/file-system.js';
import { MountedBackup, MountedBackupConnection } from '../entities/mounted-backup.js';
import { MountedFileSystem } from '../entities/mounted-file-system.js';
import { MountedFile } from '../entities/mounted-file.js';
import { download } from '../images/download.js';
import { invalid } from '../services/backup-fault.js';
import { listMountedBackups } from '../services/list-restores.js';
import { withMountedView } from '../services/mounted-view.js';
import type { BackupParts } from '../services/parts.js';
import { DataLoaders, loadMaybe, loadParts } from './data-loaders.js';
import { MountedBackupFilter, MountedBackupOrder } from './restore.inputs.js';

/** Mounted backups (vprotect.md 3.4). */
@Resolver(() => MountedBackup)
export class MountedBackupResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => MountedBackupConnection, {
    nullable: true,
    description: 'Mounted backups, the newest first unless told.',
  })
  async mountedBackups(
    @Args() page: PageArgs,
    @Arg('filter', () => MountedBackupFilter, {
      nullable: true,
      description: 'What the list is narrowed to.',
    })
    filter: MountedBackupFilter | null,
    @Arg('orderBy', () => MountedBackupOrder, {
      nullable: true,
      description: 'The order; the newest first when absent.',
    })
    orderBy: MountedBackupOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<MountedBackup>> {
    return MountedBackupConnection.of(
      await listMountedBackups(this.parts.store.sql, { viewer, page, filter, orderBy }),
    );
  }

  @Access('viewer')
  @Query(() => MountedBackup, {
    nullable: true,
    description: 'A mounted backup; null when there is none the viewer may see.',
  })
  mountedBackup(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<MountedBackup | null> {
    return DataLoaders.of(this.parts, context).mountedBackup.load(guid);
  }

  @FieldResolver(() => Backup, { nullable: true, description: 'The backup.' })
  backup(@Root() { backupGuid }: MountedBackup, @Ctx() context: RequestContext): Promise<Backup | null> {
    return DataLoaders.of(this.parts, context).backup.load(backupGuid);
  }

  @FieldResolver(() => BackupNode, {
    nullable: true,
    description: 'The node whose task mounted it; null when gone.',
  })
  node(
    @Root() { nodeGuid }: MountedBackup,
    @Ctx() context: RequestContext,
  ): Promise<BackupNode | null> | null {
    return loadMaybe(DataLoaders.of(this.parts, context).node, nodeGuid);
  }

  @FieldResolver(() => [MountedFileSystem], { description: 'Its file systems.' })
  fileSystems(@Root() { guid }: MountedBackup, @Ctx() context: RequestContext): Promise<MountedFileSystem[]> {
    return loadParts(DataLoaders.of(this.parts, context).mountedFileSystemsOf, guid);
  }

  @FieldResolver(() => Int, { description: 'How many file systems it has.' })
  async fileSystemCount(@Root() mounted: MountedBackup, @Ctx() context: RequestContext): Promise<number> {
    return (await this.fileSystems(mounted, context)).length;
  }

  @FieldResolver(() => [MountedFile], { description: 'Its disks.' })
  files(@Root() { guid }: MountedBackup, @Ctx() context: RequestContext): Promise<MountedFile[]> {
    return loadParts(DataLoaders.of(this.parts, context).mountedFilesOf, guid);
  }

  @FieldResolver(() => Int, { description: 'How many disks it has.' })
  async fileCount(@Root() mounted: MountedBackup, @Ctx() context: RequestContext): Promise<number> {
    return (await this.files(mounted, context)).length;
  }
}

/** File systems of mounted backups, and the files in them. */
@Resolver(() => MountedFileSystem)
export class MountedFileSystemResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => MountedFileSystem, {
    nullable: true,
    description: 'A file system of a mounted backup; null when there is none the viewer may see.',
  })
  mountedFileSystem(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<MountedFileSystem | null> {
    return DataLoaders.of(this.parts, context).mountedFileSystem.load(guid);
  }

  @FieldResolver(() => FileSystem, { nullable: true, description: 'The file system.' })
  fileSystem(@Root() mounted: MountedFileSystem, @Ctx() context: RequestContext): Promise<FileSystem | null> {
    return DataLoaders.of(this.parts, context).fileSystem.load(mounted.fileSystemGuid);
  }

  @FieldResolver(() => [FileListing], {
    nullable: true,
    description: 'What a folder of it holds, by name. Links are followed inside the file system only.',
  })
  listing(
    @Root() { guid }: MountedFileSystem,
    @Arg('path', () => String, { defaultValue: '/', description: 'Path of the folder; must not hold "..".' })
    path: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<FileListing[]> {
    return withMountedView(this.data, guid, viewer, async (view) =>
      (await view.list(path)).map(({ name, kind, size, modified, owner, group, mode }) => ({
        name,
        fileType: kind,
        size,
        modifiedAt: modified,
        owner: owner === null ? null : String(owner),
        group: group === null ? null : String(group),
        permissions: permissionsOf(mode),
      })),
    );
  }

  @FieldResolver(() => FileDownload, {
    nullable: true,
    description:
      'One file as it is; several, or a folder with all in it, as a tar archive. Its size is limited.',
  })
  async download(
    @Root() { guid }: MountedFileSystem,
    @Arg('paths', () => [String], {
      description: 'Paths of files and folders, 1 to 1000; must not hold "..".',
    })
    paths: string[],
    @Ctx() { viewer }: RequestContext,
  ): Promise<FileDownload> {
    if (paths.length === 0 || paths.length > 1000) throw invalid('paths', '1 to 1000 paths');
    const { downloadBytes } = this.parts.config;
    const { name, contentType, content } = await withMountedView(this.data, guid, viewer, (view) =>
      download(view, paths, downloadBytes),
    );
    return { name, contentType, base64: content.toString('base64') };
  }

  private get data(): { store: BackupParts['store']; destinationTypes: typeof destinationTypes } {
    return { store: this.parts.store, destinationTypes };
  }
}
