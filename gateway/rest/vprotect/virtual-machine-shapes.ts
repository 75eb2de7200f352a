import { enumObject } from './enum-catalogue.js';
import { wireName } from './tenant-scope.js';
import type {
  BackupTime,
  DiskData,
  InterfaceData,
  MachineData,
  MachineDetails,
  WireNamed,
} from './virtual-machine-operations.js';
import { backupName, millisOf, reference, sizeOf, type NameAndGuid } from './wire-values.js';

/** A machine as the list shows it (vprotect.md 3.1). */
export function machineShape(machine: MachineData): Readonly<Record<string, unknown>> {
  const { name, hypervisor, manager, project, protection } = machine;
  return {
    guid: machine.guid,
    uuid: machine.uuid,
    name,
    type: enumObject('ProtectedEntityType', 'VM'),
    present: machine.present,
    // Absent is a meaning of its own: no schedule covers the machine.
    backupUpToDate: protection === 'NO_SCHEDULE' ? undefined : protection === 'IS_PROTECTED',
    lastBackup: millisOf(machine.lastBackupAt),
    lastSuccessfulBackupSize: sizeOf(machine.lastBackupSize),
    lastSuccessfulFullBackupSize: sizeOf(machine.lastFullBackupSize),
    lastSuccessfulFullBackup: backupOf(name, machine.lastFullBackup),
    lastSuccessfulIncBackup: backupOf(name, machine.lastIncrementalBackup),
    restoreStatus: machine.restoreStatus ?? undefined,
    restorable: machine.restorable,
    warningsPresent: machine.warningsPresent,
    vmBackupPolicy: wireReference(machine.policy),
    snapshotMgmtPolicy: wireReference(machine.snapshotPolicy),
    hypervisor: reference(hypervisor),
    hvManager: manager ? { ...reference(manager), url: manager.url } : undefined,
    hvCluster: reference(machine.cluster),
    hvmType: enumObject('HypervisorManagerType', manager?.type),
    hvType: manager ? undefined : enumObject('HypervisorType', hypervisor?.type),
    project: project ? { ...reference(project), uuid: project.uuid } : undefined,
    vmFlavor: reference(machine.flavor),
    tags: machine.tags,
    tenantId: machine.tenantId ?? undefined,
  };
}

/** A machine with everything there is to show; its password is never among it. */
export function machineDetailsShape(machine: MachineDetails): Readonly<Record<string, unknown>> {
  const { lastSnapshot } = machine;
  return {
    ...machineShape(machine),
    backups: machine.backupCount,
    vmExportImportMode: enumObject('VmExportImportMode', machine.exportImportMode),
    quiesceBeforeSnapshot: machine.quiesceBeforeSnapshot,
    lastStoredSnapshot: lastSnapshot
      ? {
          guid: lastSnapshot.guid,
          name: lastSnapshot.uuid ?? backupName(machine.name, lastSnapshot.snapshotTime),
        }
      : undefined,
    credential: reference(machine.credential),
    sshHost: machine.sshHost ?? undefined,
    sshPort: machine.sshPort ?? undefined,
    sshUser: machine.sshUser ?? undefined,
    sshKeyPath: machine.sshKeyPath ?? undefined,
    preSnapCmdExecEnabled: machine.preSnapEnabled,
    postSnapCmdExecEnabled: machine.postSnapEnabled,
    preSnapCmdArgs: machine.preSnapArgs,
    postSnapCmdArgs: machine.postSnapArgs,
    preSnapStdErrorHandling: enumObject('StdErrorHandling', machine.preSnapStdErr),
    postSnapStdErrorHandling: enumObject('StdErrorHandling', machine.postSnapStdErr),
    preSnapIgnoredExitCodes: machine.preSnapIgnoredExitCodes ?? undefined,
    postSnapIgnoredExitCodes: machine.postSnapIgnoredExitCodes ?? undefined,
    networkInterfaceCards: machine.networkInterfaces.map(interfaceShape),
  };
}

/** A network interface card. */
export function interfaceShape({ guid, uuid, name, network }: InterfaceData): object {
  return { guid, uuid, name, network: reference(network) };
}

/** A disk of a machine. */
export function diskShape(disk: DiskData): Readonly<Record<string, unknown>> {
  const { guid, name, uuid, size, present, excludedFromBackup, supported, type } = disk;
  return {
    guid,
    name,
    uuid,
    size: sizeOf(size),
    present,
    excludedFromBackup,
    supported,
    type: { name: type, description: type },
  };
}

/** A reference to something whose name may have the prefix of a project. */
export function wireReference(named: WireNamed | null | undefined): NameAndGuid | undefined {
  if (named == null) return undefined;
  return { guid: named.guid, name: wireName(named.name, named.nameScoped, named.tenantId) };
}

function backupOf(machine: string, backup: BackupTime | null): NameAndGuid | undefined {
  return backup ? { guid: backup.guid, name: backupName(machine, backup.snapshotTime) } : undefined;
}
