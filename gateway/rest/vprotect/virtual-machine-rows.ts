import { z } from 'zod';
import type { IdentifiedRequest, OperationRow, PagedRow, Row } from '../route.js';
import {
  flag,
  given,
  guids,
  optionalEnum,
  optionalGuid,
  optionalText,
  texts,
  valueBody,
  wholeNumber,
} from './body-values.js';
import { enumObject } from './enum-catalogue.js';
import { invalid } from './faults.js';
import { changeRow, itemRow, pathGuid } from './item-row.js';
import { countedList, guidOrEmpty, listRow, type GraphPage } from './list-row.js';
import { readFilters, type QueryFilter } from './list-query.js';
import { readBody } from './read-body.js';
import * as graph from './virtual-machine-operations.js';
import { diskShape, machineDetailsShape, machineShape, wireReference } from './virtual-machine-shapes.js';
import { tenantFilter } from './tenant-scope.js';
import { reference } from './wire-values.js';

const what = 'virtual machine';
const columns = [
  'name',
  'uuid',
  'guid',
  'tags',
  'hvManager.url',
  'hypervisor.name',
  'vmBackupPolicy.name',
  'snapshotMgmtPolicy.name',
];

const filters: readonly QueryFilter[] = [
  { names: ['uuid'], kind: 'text', member: 'uuids', many: true, meaning: "The platform's id." },
  {
    names: ['hypervisor-manager-type'],
    kind: { of: 'HypervisorManagerType' },
    member: 'managerTypes',
    many: true,
    meaning: 'Type of the hypervisor manager; may be repeated.',
  },
  { names: ['hypervisor'], kind: 'guid', member: 'hypervisors', many: true, meaning: 'Its hypervisor.' },
  { names: ['hypervisor-manager'], kind: 'guid', member: 'managers', many: true, meaning: 'Its manager.' },
  { names: ['hypervisor-cluster'], kind: 'guid', member: 'clusters', many: true, meaning: 'Its cluster.' },
  { names: ['vm-policy'], kind: 'guid', member: 'policies', many: true, meaning: 'Its backup policy.' },
  {
    names: ['backupStatus'],
    kind: { of: 'BackupProtection' },
    member: 'protections',
    many: true,
    meaning: 'How it is protected; may be repeated.',
  },
];

/** Body of a change of settings: the whole record echoed, of which these are taken (vprotect.md 3.1). */
export const settingsBody = z.object({
  vmBackupPolicy: optionalGuid,
  snapshotMgmtPolicy: optionalGuid,
  quiesceBeforeSnapshot: flag,
  vmExportImportMode: optionalEnum('VmExportImportMode'),
  credential: optionalGuid,
  sshHost: optionalText,
  sshPort: wholeNumber(1, 65_535, 'must be a port').nullish(),
  sshUser: optionalText,
  sshKeyPath: optionalText,
  preSnapCmdExecEnabled: flag,
  postSnapCmdExecEnabled: flag,
  preSnapCmdArgs: texts,
  postSnapCmdArgs: texts,
  preSnapStdErrorHandling: optionalEnum('StdErrorHandling'),
  postSnapStdErrorHandling: optionalEnum('StdErrorHandling'),
  preSnapIgnoredExitCodes: optionalText,
  postSnapIgnoredExitCodes: optionalText,
});

const entitiesBody = z.object({ entities: guids });
const diskBody = z.object({ excludedFromBackup: flag });

interface ChangedMachine {
  readonly changed: { readonly item: graph.MachineDetails };
}

const list = {
  filters,
  tenant: 'tenantId',
  columns,
  aliases: { vmBackupPolicy: 'vmBackupPolicy.name', hypervisor: 'hypervisor.name' },
  search: 'text',
  orders: {
    name: 'NAME',
    present: 'PRESENT',
    'hypervisor.name': 'HYPERVISOR',
    'vmBackupPolicy.name': 'POLICY',
    backupUpToDate: 'PROTECTION',
    lastBackup: 'LAST_BACKUP_AT',
    lastSuccessfulBackupSize: 'LAST_BACKUP_SIZE',
  },
} as const;

/** Virtual machines, their disks and flavors (vprotect.md 3.1). */
export const machineRows: readonly Row[] = [
  listRow<graph.MachineData>({
    ...list,
    path: '/virtual-machines',
    summary: 'All machines known to the inventory, those that no longer exist too.',
    operation: graph.listMachines,
    shape: machineShape,
  }),
  listRow<graph.MachineDetails>({
    ...list,
    path: '/virtual-machines/detailed',
    summary: 'Machines with all their settings.',
    operation: graph.listMachineDetails,
    shape: machineDetailsShape,
  }),
  itemRow('/virtual-machines/:guid', what, graph.showMachine, machineDetailsShape),
  changeRow<ChangedMachine>({
    method: 'PUT',
    path: '/virtual-machines/:guid/settings',
    status: 200,
    summary: 'Changes the settings of a machine; null for a policy takes it away.',
    body: settingsBody,
    operation: graph.changeMachine,
    variables: (request) => ({
      input: { guid: pathGuid(request, what), ...settingsOf(readBody(settingsBody, request)) },
    }),
    shape: ({ changed }) => machineDetailsShape(changed.item),
  }),
  changeRow({
    method: 'PUT',
    path: '/virtual-machines/:guid/ssh-password',
    summary: 'Sets the password for SSH, which is never shown again.',
    body: valueBody,
    operation: graph.changePassword,
    variables: (request) => ({
      input: { guid: pathGuid(request, what), sshPassword: readBody(valueBody, request).value },
    }),
  }),
  incrementalRow(),
  changeRow({
    method: 'DELETE',
    path: '/virtual-machines/all-non-present',
    summary: 'Removes machines that no longer exist and have nothing to restore from.',
    operation: graph.removeVanished,
    variables: ({ query }) => ({ input: given({ tenantId: tenantFilter(query) }) }),
  }),
  {
    method: 'GET',
    path: '/virtual-machine-disks',
    access: 'dialect',
    status: 200,
    document: { summary: 'The disks of a machine.', query: { 'virtual-machine': 'GUID of the machine.' } },
    operation: graph.listDisks,
    variables: (request) => ({ guid: machineParameter(request) }),
    shape: ({ machine }) => countedList((machine?.disks ?? []).map(diskShape)),
  } satisfies OperationRow<{ machine: { disks: readonly graph.DiskData[] } | null }>,
  changeRow<{ changed: { disk: graph.DiskData } }>({
    method: 'PUT',
    path: '/virtual-machine-disks/:guid/settings',
    status: 200,
    summary: 'Says whether a disk is left out of backups.',
    body: diskBody,
    operation: graph.excludeDisk,
    variables: (request) => {
      const { excludedFromBackup } = given(readBody(diskBody, request));
      if (excludedFromBackup === undefined) throw invalid('excludedFromBackup is required');
      return { input: { guid: pathGuid(request, 'disk'), excluded: excludedFromBackup } };
    },
    shape: ({ changed }) => diskShape(changed.disk),
  }),
  listRow<graph.InterfaceData>({
    path: '/virtual-machine-flavors',
    summary: 'The flavors of a hypervisor manager.',
    operation: graph.listFlavors,
    shape: ({ guid, uuid, name }) => ({ guid, name, uuid }),
    filters: [
      {
        names: ['hypervisor-manager'],
        kind: 'guid',
        member: 'managers',
        many: true,
        meaning: 'Its manager.',
      },
    ],
  }),
];

interface Check {
  readonly guid: string;
  readonly name: string;
  readonly policy: graph.WireNamed | null;
  readonly incrementalNotPossible: readonly string[];
}

function incrementalRow(): PagedRow<{ list: GraphPage<Check> }> {
  return {
    method: 'POST',
    path: '/virtual-machines/incremental-not-possible',
    access: 'dialect',
    status: 200,
    document: {
      summary: 'Which of the machines would get a full backup instead, and why.',
      body: entitiesBody,
    },
    operation: graph.incrementalCheck,
    variables: (request) => ({
      filter: { guids: given(readBody(entitiesBody, request)).entities ?? [] },
      first: 1000,
    }),
    next: ({ list: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    shapePages: (pages) =>
      pages.flatMap(({ list: { nodes } }) =>
        nodes
          .filter(({ incrementalNotPossible }) => incrementalNotPossible.length > 0)
          .map((machine) => ({
            virtualMachine: { ...reference(machine), vmBackupPolicy: wireReference(machine.policy) },
            reasons: machine.incrementalNotPossible.map((reason) =>
              enumObject('IncrementalNotPossibleReason', reason),
            ),
          })),
      ),
  };
}

/** The machine a list is asked for; without one the list would be that of all machines' disks, which nobody asks for. */
function machineParameter(request: IdentifiedRequest): string {
  const { guid } = readFilters(request, [
    { names: ['virtual-machine', 'virtualMachine'], kind: 'guid', member: 'guid', many: false, meaning: '' },
  ]);
  if (typeof guid !== 'string') throw invalid('virtual-machine is required');
  return guidOrEmpty(guid);
}

/** A missing member keeps what is stored, null clears it (1.2); what cannot be cleared stays. */
function settingsOf(body: z.output<typeof settingsBody>): Readonly<Record<string, unknown>> {
  return {
    policyGuid: body.vmBackupPolicy,
    snapshotPolicyGuid: body.snapshotMgmtPolicy,
    quiesceBeforeSnapshot: body.quiesceBeforeSnapshot ?? undefined,
    exportImportMode: body.vmExportImportMode ?? undefined,
    credentialGuid: body.credential,
    sshHost: body.sshHost,
    sshPort: body.sshPort,
    sshUser: body.sshUser,
    sshKeyPath: body.sshKeyPath,
    preSnapEnabled: body.preSnapCmdExecEnabled ?? undefined,
    postSnapEnabled: body.postSnapCmdExecEnabled ?? undefined,
    preSnapArgs: body.preSnapCmdArgs ?? undefined,
    postSnapArgs: body.postSnapCmdArgs ?? undefined,
    preSnapStdErr: body.preSnapStdErrorHandling ?? undefined,
    postSnapStdErr: body.postSnapStdErrorHandling ?? undefined,
    preSnapIgnoredExitCodes: body.preSnapIgnoredExitCodes,
    postSnapIgnoredExitCodes: body.postSnapIgnoredExitCodes,
  };
}
