import type { IdentifiedRequest } from '../route.js';
import { given } from './body-values.js';
import { invalid } from './faults.js';
import { pathGuid } from './item-row.js';
import { readBody } from './read-body.js';
import * as bodies from './task-bodies.js';

/** Variables of an operation that changes something. */
export interface Input {
  readonly input: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

/** Of an export (vprotect.md 3.2). */
export function exportOf(request: IdentifiedRequest): Input {
  const body = given(readBody(bodies.exportBody, request));
  const virtualMachines = body.protectedEntities ?? [];
  if (virtualMachines.length === 0) throw missing('protectedEntities');
  if (body.protectedEntityType !== undefined && body.protectedEntityType !== 'VM')
    throw invalid('protectedEntityType must be VM', [
      { field: 'protectedEntityType', message: 'must be VM' },
    ]);
  return asked(request, {
    virtualMachineGuids: virtualMachines,
    backupType: backupTypeOf(body.backupType),
    backupDestinationGuid: body.backupDestination,
    ...window(body),
    ruleGuids: body.rules?.length ? body.rules : undefined,
    retryCount: body.retryCount,
  });
}

/** Of a restore with import. */
export function importOf(request: IdentifiedRequest): Input {
  const body = given(readBody(bodies.importBody, request));
  const { hypervisor, hypervisorManager } = body;
  if ((hypervisor === undefined) === (hypervisorManager === undefined))
    throw invalid('Exactly one of hypervisor and hypervisorManager is needed');
  return asked(request, {
    mode: 'IMPORT',
    ...sourceOrRefuse(body),
    hypervisorGuid: hypervisor,
    hypervisorManagerGuid: hypervisorManager,
    name: body.restoredPeName,
    storageUuid: body.restoreStorageId,
    clusterUuid: body.restoreClusterId,
    project: body.restoreProject,
    dataCenter: body.dataCenter?.name,
    baseImageUuid: body.baseImage?.uuid,
    originalStorages: body.restoreToOriginalVolumeType,
    virtualMachineGuid: body.dstProtectedEntity,
    overwrite: body.overwrite,
    diskFormat: body.restoredDiskAllocationFormat,
    flavorGuid: body.restoreVmFlavor,
    networks: filled(body.restoredNetworks)?.map(({ network, networkInterfaceCard }) =>
      given({ networkGuid: network, networkInterfaceGuid: networkInterfaceCard }),
    ),
    disks: filled(body.taskFiles)?.flatMap((file) =>
      file.backupFile == null
        ? []
        : [
            given({
              backupFileGuid: file.backupFile,
              name: file.diskName,
              storageUuid: file.storageId,
              excluded: file.excludedFromRestore,
            }),
          ],
    ),
    powerOn: body.powerOnAfterRestore,
    ...window(body),
  });
}

/** Of a restore of files to a path. */
export function restoreOf(request: IdentifiedRequest): Input {
  const body = given(readBody(bodies.restoreBody, request));
  if (body.restorePath === undefined) throw missing('restorePath');
  return asked(request, {
    mode: 'RESTORE',
    ...sourceOrRefuse(body),
    nodeGuid: body.node,
    path: body.restorePath,
    name: body.restoredPeName,
    ...window(body),
  });
}

/** Of a restore with mount. */
export function restoreAndMountOf(request: IdentifiedRequest): Input {
  const body = given(readBody(bodies.restoreAndMountBody, request));
  // Files of a mounted backup are read over this API alone: there is no door that could be opened to clients.
  if (body.allowedClients?.length)
    throw invalid('allowedClients must be empty: mounted backups are read over this API alone', [
      { field: 'allowedClients', message: 'must be empty' },
    ]);
  const fileSystems = filled(body.mountedFileSystems)?.filter(({ selected }) => selected !== false);
  return asked(request, {
    mode: 'MOUNT',
    ...sourceOrRefuse(body),
    nodeGuid: body.node,
    mountMode: body.mode,
    fileSystems: fileSystems?.flatMap(({ fileSystem, mountPath }) =>
      fileSystem == null ? [] : [given({ fileSystemGuid: fileSystem, mountPath })],
    ),
    backupFileGuids: filled(body.mountedDisks)?.flatMap(({ backupFile }) => backupFile ?? []),
    unmountAt: body.unmountTime,
    ...window(body),
  });
}

/** Of a snapshot. */
export function snapshotOf(request: IdentifiedRequest): Input {
  const body = given(readBody(bodies.snapshotBody, request));
  if (!body.protectedEntities?.length) throw missing('protectedEntities');
  return asked(request, {
    virtualMachineGuids: body.protectedEntities,
    ruleGuid: body.rule,
    priority: body.priority,
  });
}

/** Of a change of a task's state: clients may ask for its end alone. */
export function cancellationOf(request: IdentifiedRequest): Input {
  const body = given(readBody(bodies.stateBody, request));
  const taskGuid = pathGuid(request, 'task');
  if (body.state !== 'CANCELLED')
    throw invalid('state must be CANCELLED', [{ field: 'state', message: 'must be CANCELLED' }]);
  return { input: given({ guid: taskGuid, statusInfo: body.statusInfo }) };
}

/** An input with the key that makes a repeated request the same one, where the client sends it. */
function asked({ headers }: IdentifiedRequest, input: Readonly<Record<string, unknown>>): Input {
  const idempotencyKey = headers['idempotency-key']?.trim().slice(0, 200);
  return { input: { ...given(input), ...(idempotencyKey ? { idempotencyKey } : {}) } };
}

function window(body: {
  readonly windowStart?: string | undefined;
  readonly windowEnd?: string | undefined;
  readonly priority?: number | undefined;
}): object {
  const { windowStart, windowEnd, priority } = body;
  if (windowEnd !== undefined && windowEnd <= (windowStart ?? new Date().toISOString()))
    throw invalid('windowEnd must be after windowStart', [
      { field: 'windowEnd', message: 'must be after windowStart' },
    ]);
  return { windowStart, windowEnd, priority };
}

function sourceOrRefuse(body: Parameters<typeof bodies.sourceOf>[0]): object {
  const source = bodies.sourceOf(body);
  if (!source) throw missing('backup');
  return source;
}

function backupTypeOf(type: string | undefined): string {
  if (type === undefined || type === 'FULL' || type === 'INCREMENTAL') return type ?? 'FULL';
  throw invalid('backupType must be FULL or INCREMENTAL', [
    { field: 'backupType', message: 'must be FULL or INCREMENTAL' },
  ]);
}

function filled<T>(items: readonly (T | null)[] | undefined): T[] | undefined {
  return items?.filter((item) => item !== null);
}

function missing(field: string) {
  return invalid(`${field} is required`, [{ field, message: 'is required' }]);
}
