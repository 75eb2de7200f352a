import { z } from 'zod';
import { HeadedBody, type IdentifiedRequest, type OperationRow, type Row } from '../route.js';
import { backupShape, fileSystemShape } from './backup-shapes.js';
import { FileBody } from './encode.js';
import { enumObject } from './enum-catalogue.js';
import { invalid, notFound } from './faults.js';
import { itemRow, pathGuid } from './item-row.js';
import { countedList, listRow } from './list-row.js';
import { emptyList, readFilters } from './list-query.js';
import * as graph from './mount-operations.js';
import { readBody } from './read-body.js';
import { millisOf, reference, sizeOf } from './wire-values.js';

const listingBody = z.object({ path: z.string('must be a text').max(4096, 'is too long').default('/') });
const downloadBody = z.object({
  paths: z.array(z.string().min(1).max(4096)).min(1, 'must not be empty').max(1000),
});

/** Mounted backups and what is in them (vprotect.md 3.4). */
export const mountRows: readonly Row[] = [
  listRow<graph.MountedData>({
    path: '/mounted-backups',
    summary: 'Backups that are mounted.',
    operation: graph.listMounted,
    shape: mountedShape,
    tenant: 'tenantId',
    columns: ['backup.protectedEntity.name', 'backup.name', 'node.name'],
  }),
  itemRow('/mounted-backups/:guid', 'mounted backup', graph.showMounted, mountedShape),
  partsRow(
    '/mounted-file-systems/detailed',
    'The file systems of a mounted backup.',
    graph.listMountedFileSystems,
    (mounted) =>
      mounted.fileSystems.map(({ guid, mountPath, fileSystem }) => ({
        guid,
        mountPath,
        fileSystem: fileSystem ? fileSystemShape(fileSystem) : undefined,
      })),
  ),
  partsRow('/mounted-files', 'The disk images of a mounted backup.', graph.listMountedFiles, (mounted) =>
    mounted.files.map(({ guid, path }) => ({ guid, path, randomAccess: true })),
  ),
  {
    method: 'POST',
    path: '/mounted-file-systems/:guid/listing',
    access: 'dialect',
    status: 200,
    document: { summary: 'What a folder of a mounted file system holds.', body: listingBody },
    operation: graph.listFolder,
    variables: (request) => ({
      guid: pathGuid(request, 'mounted file system'),
      path: confined(readBody(listingBody, request).path),
    }),
    shape: ({ fileSystem }) => (fileSystem?.listing ?? missing()).map(entryShape),
  } satisfies OperationRow<{ fileSystem: { listing: readonly graph.EntryData[] | null } | null }>,
  {
    method: 'POST',
    path: '/mounted-file-systems/:guid/download',
    access: 'dialect',
    status: 200,
    document: { summary: 'A file of a mounted file system, or several as one archive.', body: downloadBody },
    operation: graph.readFiles,
    variables: (request) => ({
      guid: pathGuid(request, 'mounted file system'),
      paths: readBody(downloadBody, request).paths.map(confined),
    }),
    shape: ({ fileSystem }) => fileAnswer(fileSystem?.download ?? missing()),
  } satisfies OperationRow<{ fileSystem: { download: DownloadData | null } | null }>,
];

interface DownloadData {
  readonly name: string;
  readonly contentType: string;
  readonly base64: string;
}

type Mounted = NonNullable<graph.MountedPartsData['mounted']>;

/** A file with the two headers clients cannot do without; its name without quotes (3.4). */
export function attachment(name: string, contentType: string, bytes: Uint8Array): HeadedBody {
  const safe = name.replaceAll(/[^\w.()+-]+/g, '_').slice(-200) || 'download';
  return new HeadedBody(new FileBody(bytes, contentType), {
    'content-disposition': `attachment; filename=${safe}`,
  });
}

function fileAnswer({ name, contentType, base64 }: DownloadData): HeadedBody {
  return attachment(name, contentType, Buffer.from(base64, 'base64'));
}

function mountedShape(mounted: graph.MountedData): Readonly<Record<string, unknown>> {
  return {
    guid: mounted.guid,
    backup: mounted.backup ? backupShape(mounted.backup) : undefined,
    mode: enumObject('MountMode', mounted.mode),
    state: enumObject('MountState', mounted.state),
    node: reference(mounted.node),
    mountedFileSystemCount: mounted.fileSystemCount,
    mountedFileCount: mounted.fileCount,
    unmountTime: millisOf(mounted.unmountAt),
  };
}

function entryShape(entry: graph.EntryData): object {
  return {
    name: entry.name,
    fileType: enumObject('FileType', entry.fileType),
    size: sizeOf(entry.size),
    modified: millisOf(entry.modifiedAt),
    owner: entry.owner ?? undefined,
    group: entry.group ?? undefined,
    permissions: entry.permissions,
  };
}

function partsRow(
  path: string,
  summary: string,
  operation: OperationRow['operation'],
  parts: (mounted: Mounted) => readonly object[],
): Row {
  return {
    method: 'GET',
    path,
    access: 'dialect',
    status: 200,
    document: { summary, query: { 'mounted-backup': 'GUID of the mounted backup.' } },
    operation,
    variables: (request) => ({ guid: mountedParameter(request) }),
    shape: ({ mounted }) => countedList(mounted ? parts(mounted) : []),
  } satisfies OperationRow<graph.MountedPartsData>;
}

function mountedParameter(request: IdentifiedRequest): string {
  const { guid } = readFilters(request, [
    { names: ['mounted-backup'], kind: 'guid', member: 'guid', many: false, meaning: '' },
  ]);
  if (typeof guid !== 'string') throw emptyList();
  return guid;
}

/** A path within the mount: nothing leads out of it (3.4). */
function confined(path: string): string {
  if (path.includes('\0') || path.split(/[/\\]/).includes('..'))
    throw invalid('The path must not leave the mount');
  return path.startsWith('/') ? path : `/${path}`;
}

function missing(): never {
  throw notFound('mounted file system');
}
