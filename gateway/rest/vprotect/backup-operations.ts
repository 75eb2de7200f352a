import { operation } from '../route.js';
import { listOperation } from './list-operation.js';
import { backupParts, named, originParts } from './operations.js';
import type { BackupParts, OriginData } from './shapes.js';
import type { InterfaceData } from './virtual-machine-operations.js';
import type { GraphLong, GraphTime, Named } from './wire-values.js';

/** Where a backup is kept. */
export interface LocationData {
  readonly guid: string;
  readonly destination: Named | null;
  readonly roleType: string;
  readonly status: string;
  readonly retentionHint: string;
  readonly archiveExpire: GraphTime;
}

/** A backup as the API asks for it; times of its tasks in ms. */
export interface BackupData extends BackupParts, OriginData {
  readonly virtualMachine: Named | null;
  readonly tenantId: string | null;
  readonly status: string;
  readonly statusInfo: string | null;
  readonly type: string;
  readonly backupTime: string;
  readonly size: GraphLong;
  readonly effectiveSize: GraphLong;
  readonly queuedExportMs: GraphLong;
  readonly exportMs: GraphLong;
  readonly queuedStoreMs: GraphLong;
  readonly storeMs: GraphLong;
  readonly locations: readonly LocationData[];
  readonly warnings: readonly string[];
  readonly warningsAcknowledged: boolean;
  readonly description: string | null;
  readonly hidden: boolean;
  readonly rule: Named | null;
  readonly destination: Named | null;
  readonly parent: BackupParts | null;
}

/** A backup with what only its own page shows. */
export interface BackupDetails extends BackupData {
  readonly networkInterfaces: readonly InterfaceData[];
}

const locationFields = `guid destination ${named} roleType status retentionHint archiveExpire`;

/** What the API shows of a backup. */
export const backupFields = `${'guid vmName snapshotTime'} virtualMachine ${named} tenantId status statusInfo type backupTime size
    effectiveSize queuedExportMs exportMs queuedStoreMs storeMs locations { ${locationFields} } warnings warningsAcknowledged
    description hidden rule ${named} destination ${named} parent ${backupParts} ${originParts}`;

const details = `${backupFields} networkInterfaces { guid uuid name network ${named} }`;

export const listBackups = listOperation(
  'VprotectBackups',
  'backups',
  { filter: 'BackupFilter', order: 'BackupOrder' },
  backupFields,
);

export const showBackup = operation(
  `query VprotectBackup($guid: ID!) { item: backup(guid: $guid) { ${details} } }`,
);

export const describeBackup = operation(`mutation VprotectDescribe($input: DescribeBackupInput!) {
  changed: describeBackup(input: $input) { backup { ${details} } }
}`);

export const acknowledgeWarnings =
  operation(`mutation VprotectAcknowledge($input: AcknowledgeWarningsInput!) {
  changed: acknowledgeWarnings(input: $input) { backups { ${details} } }
}`);

/** A place of a backup with the backup. */
export interface KeptData extends LocationData {
  readonly backup: (BackupParts & { readonly type: string }) | null;
}

export const listLocations = listOperation(
  'VprotectLocations',
  'backupLocations',
  { filter: 'BackupLocationFilter' },
  `${locationFields} backup { guid vmName snapshotTime type }`,
);

/** A file of a backup. */
export interface FileData {
  readonly guid: string;
  readonly path: string;
  readonly type: string;
  readonly format: string;
  readonly size: GraphLong;
  readonly config: string | null;
  readonly storageUuid: string | null;
  readonly diskName: string | null;
  readonly restoredAt: readonly string[];
  readonly mountable: boolean;
  readonly disk: (Named & { readonly excludedFromBackup: boolean; readonly storage: Named | null }) | null;
}

export interface FilesData {
  readonly backup:
    | (BackupParts & { readonly backupTime: string; readonly files: readonly FileData[] })
    | null;
}

export const listFiles = operation(`query VprotectFiles($guid: ID!) {
  backup(guid: $guid) {
    guid vmName snapshotTime backupTime
    files { guid path type format size config storageUuid diskName restoredAt mountable
      disk { guid name excludedFromBackup storage ${named} } }
  }
}`);

/** A file system inside a backup. */
export interface FileSystemData {
  readonly guid: string;
  readonly volume: string;
  readonly label: string | null;
  readonly type: string;
  readonly size: GraphLong;
}

export const fileSystemFields = 'guid volume label type size';

export const listFileSystems = operation(`query VprotectFileSystems($guid: ID!) {
  backup(guid: $guid) { fileSystems { ${fileSystemFields} } }
}`);

/** A restore. */
export interface RestoreJobData {
  readonly guid: string;
  readonly restoreTime: string;
  readonly restoreType: string;
  readonly status: string;
  readonly statusInfo: string | null;
  readonly backup: (BackupParts & { readonly size: GraphLong; readonly type: string }) | null;
  readonly virtualMachine: Named | null;
  readonly vmName: string;
  readonly queuedRestoreMs: GraphLong;
  readonly restoreMs: GraphLong;
  readonly queuedImportMs: GraphLong;
  readonly importMs: GraphLong;
  readonly queuedMountMs: GraphLong;
  readonly mountMs: GraphLong;
}

export const listRestoreJobs = listOperation(
  'VprotectRestoreJobs',
  'restoreJobs',
  { filter: 'RestoreJobFilter' },
  `guid restoreTime restoreType status statusInfo backup { guid vmName snapshotTime size type } virtualMachine ${named} vmName
    queuedRestoreMs restoreMs queuedImportMs importMs queuedMountMs mountMs`,
);

/** A snapshot on the platform. */
export interface SnapshotData {
  readonly guid: string;
  readonly uuid: string | null;
  readonly snapshotTime: string;
  readonly status: string;
  readonly standAlone: boolean;
  readonly virtualMachine: Named | null;
  readonly rule: Named | null;
  readonly warnings: readonly string[];
}

export const listSnapshots = listOperation(
  'VprotectSnapshots',
  'snapshots',
  { filter: 'SnapshotFilter' },
  `guid uuid snapshotTime status standAlone virtualMachine ${named} rule ${named} warnings`,
);

/** What marking would change, or has. */
export interface MarkData {
  readonly location: KeptData | null;
  readonly previousHint: string;
  readonly retentionHint: string;
  readonly previousArchiveExpire: GraphTime;
  readonly archiveExpire: GraphTime;
}

export const markBackups = operation(`mutation VprotectMarkBackups($input: MarkBackupsInput!) {
  marked: markBackups(input: $input) {
    changes { location { ${locationFields} backup { guid vmName snapshotTime type } }
      previousHint retentionHint previousArchiveExpire archiveExpire }
  }
}`);
