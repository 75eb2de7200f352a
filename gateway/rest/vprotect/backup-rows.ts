import { z } from 'zod';
import type { IdentifiedRequest, OperationRow, Row } from '../route.js';
import * as graph from './backup-operations.js';
import * as shape from './backup-shapes.js';
import { flag, given, guids, valueBody } from './body-values.js';
import { notFound } from './faults.js';
import { changeRow, itemRow, pathGuid } from './item-row.js';
import { countedList, listRow } from './list-row.js';
import { emptyList, readFilters, type QueryFilter } from './list-query.js';
import { readBody } from './read-body.js';

const acknowledgeBody = z.object({ value: flag });
const acknowledgeManyBody = z.object({ guids, value: flag });

const machine: QueryFilter = {
  names: ['protected-entity', 'protectedEntity'],
  kind: 'guid',
  member: 'virtualMachines',
  many: true,
  meaning: 'The machine.',
};
const from: QueryFilter = {
  names: ['from'],
  kind: 'time',
  member: 'from',
  many: false,
  meaning: 'Not before this time, in ms since the epoch.',
};
const to: QueryFilter = { ...from, names: ['to'], member: 'to', meaning: 'Not after this time.' };

const guidFilter = (name: string, member: string, meaning: string): QueryFilter => ({
  names: [name],
  kind: 'guid',
  member,
  many: true,
  meaning,
});

const filters: readonly QueryFilter[] = [
  machine,
  { names: ['status'], kind: { of: 'BackupStatus' }, member: 'statuses', many: true, meaning: 'Its status.' },
  from,
  to,
  {
    names: ['only-mountable'],
    kind: 'flag',
    member: 'onlyMountable',
    many: false,
    meaning: 'Only mountable ones.',
  },
  { names: ['type'], kind: { of: 'BackupType' }, member: 'types', many: true, meaning: 'Its type.' },
  guidFilter('backup-destination', 'destinations', 'Where it is kept.'),
  guidFilter('backup-rule', 'rules', 'The rule it was made by.'),
  guidFilter('backup-policy', 'policies', 'The policy it was made by.'),
  guidFilter('hypervisor', 'hypervisors', 'The hypervisor of its machine.'),
  guidFilter('hypervisor-manager', 'managers', 'The hypervisor manager of its machine.'),
  guidFilter('parent-backup', 'parents', 'The backup it builds on.'),
  guidFilter('root-backup', 'roots', 'The full backup it builds on in the end.'),
  {
    names: ['min-size'],
    kind: 'number',
    member: 'minSize',
    many: false,
    meaning: 'Not smaller than this, in bytes.',
  },
];

interface Changed {
  readonly changed: { readonly backup: graph.BackupDetails | null };
}

interface Acknowledged {
  readonly changed: { readonly backups: readonly graph.BackupDetails[] };
}

/** Backups with their places and files, restores and snapshots (vprotect.md 3.3). */
export const backupRows: readonly Row[] = [
  listRow<graph.BackupData>({
    path: '/backups',
    summary: 'Backups, the newest first.',
    operation: graph.listBackups,
    shape: shape.backupShape,
    filters,
    tenant: 'tenantId',
    columns: [
      'name',
      'guid',
      'protectedEntity.name',
      'status.description',
      'backupDestination.name',
      'description',
    ],
  }),
  itemRow('/backups/:guid', 'backup', graph.showBackup, shape.backupDetailsShape),
  changeRow<Changed>({
    method: 'PUT',
    path: '/backups/:guid/description',
    status: 200,
    summary: 'Describes a backup.',
    body: valueBody,
    operation: graph.describeBackup,
    variables: (request) => ({
      input: { guid: pathGuid(request, 'backup'), description: readBody(valueBody, request).value },
    }),
    shape: ({ changed: { backup } }) => {
      if (!backup) throw notFound('backup');
      return shape.backupDetailsShape(backup);
    },
  }),
  changeRow<Acknowledged>({
    method: 'PUT',
    path: '/backups/:guid/warnings-acknowledged',
    status: 200,
    summary: 'Says that the warnings of a backup have been read.',
    body: acknowledgeBody,
    operation: graph.acknowledgeWarnings,
    variables: (request) => ({
      input: {
        guids: [pathGuid(request, 'backup')],
        acknowledged: given(readBody(acknowledgeBody, request)).value ?? true,
      },
    }),
    shape: ({ changed: { backups } }) => {
      const [backup] = backups;
      if (!backup) throw notFound('backup');
      return shape.backupDetailsShape(backup);
    },
  }),
  changeRow({
    method: 'PUT',
    path: '/backups/warnings-acknowledged',
    summary: 'Says that the warnings of backups have been read.',
    body: acknowledgeManyBody,
    operation: graph.acknowledgeWarnings,
    variables: (request) => {
      const { guids: backups = [], value = true } = given(readBody(acknowledgeManyBody, request));
      return { input: { guids: backups, acknowledged: value } };
    },
  }),
  listRow<graph.KeptData>({
    path: '/backup-locations',
    summary: 'Where backups are kept; the newest first.',
    operation: graph.listLocations,
    shape: shape.keptShape,
    filters: [
      machine,
      {
        names: ['location-status'],
        kind: { of: 'BackupLocationStatus' },
        member: 'statuses',
        many: true,
        meaning: 'Its status.',
      },
      guidFilter('backup-rule', 'rules', 'The rule the backup was made by.'),
      guidFilter('backup', 'backups', 'The backup.'),
    ],
    tenant: 'tenantId',
    columns: ['backup.name', 'backupDestination.name'],
  }),
  filesRow('/backup-files', 'The files of a backup.', shape.fileShape),
  filesRow('/backup-files/detailed', 'The files of a backup with their disks.', shape.detailedFileShape),
  filesRow(
    '/backup-files/detailed/for-restore',
    'The files of a backup as a restore needs them.',
    shape.detailedFileShape,
  ),
  {
    method: 'GET',
    path: '/file-systems',
    access: 'dialect',
    status: 200,
    document: { summary: 'The file systems in a backup.', query: { backup: 'GUID of the backup.' } },
    operation: graph.listFileSystems,
    variables: (request) => ({ guid: backupParameter(request) }),
    shape: ({ backup }) => countedList((backup?.fileSystems ?? []).map(shape.fileSystemShape)),
  } satisfies OperationRow<{ backup: { fileSystems: readonly graph.FileSystemData[] } | null }>,
  listRow<graph.RestoreJobData>({
    path: '/restore-jobs',
    summary: 'Restores, the newest first.',
    operation: graph.listRestoreJobs,
    shape: shape.restoreJobShape,
    filters: [
      machine,
      from,
      to,
      {
        names: ['status'],
        kind: { of: 'RestoreJobStatus' },
        member: 'statuses',
        many: true,
        meaning: 'Its status.',
      },
    ],
    tenant: 'tenantId',
    columns: ['backup.name', 'dstProtectedEntity.name', 'status.description'],
  }),
  listRow<graph.SnapshotData>({
    path: '/snapshots',
    summary: 'Snapshots on the platforms, the newest first.',
    operation: graph.listSnapshots,
    shape: shape.snapshotShape,
    filters: [
      machine,
      {
        names: ['stand-alone'],
        kind: 'flag',
        member: 'standAlone',
        many: false,
        meaning: 'Whether no backup needs it.',
      },
      {
        names: ['status'],
        kind: { of: 'SnapshotStatus' },
        member: 'statuses',
        many: true,
        meaning: 'Its status.',
      },
      from,
      to,
    ],
    tenant: 'tenantId',
    columns: ['uuid', 'protectedEntity.name', 'status.description'],
  }),
];

type FileShape = typeof shape.fileShape;

function filesRow(path: string, summary: string, fileShape: FileShape): Row {
  return {
    method: 'GET',
    path,
    access: 'dialect',
    status: 200,
    document: { summary, query: { backup: 'GUID of the backup.' } },
    operation: graph.listFiles,
    variables: (request) => ({ guid: backupParameter(request) }),
    shape: ({ backup }) => countedList(backup ? backup.files.map((file) => fileShape(file, backup)) : []),
  } satisfies OperationRow<graph.FilesData>;
}

/** The backup a list is of; unknown or malformed it is empty (1.5). */
export function backupParameter(request: IdentifiedRequest): string {
  const { guid } = readFilters(request, [
    { names: ['backup'], kind: 'guid', member: 'guid', many: false, meaning: '' },
  ]);
  if (typeof guid !== 'string') throw emptyList();
  return guid;
}
