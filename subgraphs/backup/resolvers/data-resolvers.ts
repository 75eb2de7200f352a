import { keyOf } from '../../../schema/global-id.js';
import type { GraphDefinition } from '../../kernel/subgraph/federated-schema.js';
import { BackupDestination } from '../entities/backup-destination.js';
import { BackupFile } from '../entities/backup-file.js';
import { BackupLocation } from '../entities/backup-location.js';
import { Backup } from '../entities/backup.js';
import { FileSystem } from '../entities/file-system.js';
import { MountedBackup } from '../entities/mounted-backup.js';
import { MountedFileSystem } from '../entities/mounted-file-system.js';
import { MountedFile } from '../entities/mounted-file.js';
import { RestoreJob } from '../entities/restore-job.js';
import { Snapshot } from '../entities/snapshot.js';
import type { BackupParts } from '../services/parts.js';
import { BackupDestinationResolver } from './backup-destination.resolver.js';
import { backupEventsResolver } from './backup-events.resolver.js';
import {
  BackupFileResolver,
  BackupLocationResolver,
  FileSystemResolver,
} from './backup-location.resolver.js';
import { BackupResolver } from './backup.resolver.js';
import { DataLoaders } from './data-loaders.js';
import { MachineBackupsResolver } from './machine-backups.resolver.js';
import { MountedBackupResolver, MountedFileSystemResolver } from './mounted-backup.resolver.js';
import { RestoreJobResolver } from './restore-job.resolver.js';
import { SnapshotResolver } from './snapshot.resolver.js';

/** The tables of backups and of what belongs to them. */
export const dataEntities = [
  BackupDestination,
  Backup,
  BackupLocation,
  BackupFile,
  FileSystem,
  Snapshot,
  RestoreJob,
  MountedBackup,
  MountedFileSystem,
  MountedFile,
];

/** The resolvers of backups and of what belongs to them. */
export function dataResolvers(parts: BackupParts): GraphDefinition['resolvers'] {
  return [
    new BackupResolver(parts),
    new MachineBackupsResolver(parts),
    new BackupLocationResolver(parts),
    new BackupFileResolver(parts),
    new FileSystemResolver(parts),
    new BackupDestinationResolver(parts),
    new RestoreJobResolver(parts),
    new SnapshotResolver(parts),
    new MountedBackupResolver(parts),
    new MountedFileSystemResolver(parts),
    backupEventsResolver(parts) as never,
  ];
}

/** How they are found by their keys; null for what the viewer may not see. */
export function dataReferences(parts: BackupParts): GraphDefinition['references'] {
  const kinds = {
    Backup: 'backup',
    BackupDestination: 'destination',
    BackupLocation: 'location',
    BackupFile: 'file',
    FileSystem: 'fileSystem',
    Snapshot: 'snapshot',
    RestoreJob: 'restoreJob',
    MountedBackup: 'mountedBackup',
    MountedFileSystem: 'mountedFileSystem',
  } as const;
  return Object.fromEntries(
    Object.entries(kinds).map(([type, loader]) => [
      type,
      async ({ id, guid }, context) => {
        if (context.viewer.role === null) return null;
        const key = typeof guid === 'string' ? guid : keyOf(type, String(id));
        return key === undefined ? null : DataLoaders.of(parts, context)[loader].load(key);
      },
    ]),
  ) as GraphDefinition['references'];
}
