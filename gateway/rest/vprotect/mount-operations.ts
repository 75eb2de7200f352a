import { operation } from '../route.js';
import { backupFields, fileSystemFields, type BackupData, type FileSystemData } from './backup-operations.js';
import { listOperation } from './list-operation.js';
import { named } from './operations.js';
import type { GraphLong, GraphTime, Named } from './wire-values.js';

/** A mounted backup. */
export interface MountedData {
  readonly guid: string;
  readonly mode: string;
  readonly state: string;
  readonly unmountAt: GraphTime;
  readonly node: Named | null;
  readonly backup: BackupData | null;
  readonly fileSystemCount: number;
  readonly fileCount: number;
}

const mountedFields = `guid mode state unmountAt node ${named} fileSystemCount fileCount backup { ${backupFields} }`;

export const listMounted = listOperation(
  'VprotectMounted',
  'mountedBackups',
  { filter: 'MountedBackupFilter' },
  mountedFields,
);

export const showMounted = operation(`query VprotectMountedBackup($guid: ID!) {
  item: mountedBackup(guid: $guid) { ${mountedFields} }
}`);

/** A file system that is mounted. */
export interface MountedFileSystemData {
  readonly guid: string;
  readonly mountPath: string;
  readonly fileSystem: FileSystemData | null;
}

export interface MountedPartsData {
  readonly mounted: {
    readonly fileSystems: readonly MountedFileSystemData[];
    readonly files: readonly { readonly guid: string; readonly path: string }[];
  } | null;
}

export const listMountedFileSystems = operation(`query VprotectMountedFileSystems($guid: ID!) {
  mounted: mountedBackup(guid: $guid) { fileSystems { guid mountPath fileSystem { ${fileSystemFields} } } }
}`);

export const listMountedFiles = operation(`query VprotectMountedFiles($guid: ID!) {
  mounted: mountedBackup(guid: $guid) { files { guid path } }
}`);

/** What a folder of a mounted file system holds. */
export interface EntryData {
  readonly name: string;
  readonly fileType: string;
  readonly size: GraphLong;
  readonly modifiedAt: GraphTime;
  readonly owner: string | null;
  readonly group: string | null;
  readonly permissions: readonly string[];
}

export const listFolder = operation(`query VprotectListing($guid: ID!, $path: String!) {
  fileSystem: mountedFileSystem(guid: $guid) {
    listing(path: $path) { name fileType size modifiedAt owner group permissions }
  }
}`);

export const readFiles = operation(`query VprotectDownload($guid: ID!, $paths: [String!]!) {
  fileSystem: mountedFileSystem(guid: $guid) { download(paths: $paths) { name contentType base64 } }
}`);
