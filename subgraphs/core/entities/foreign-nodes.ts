import { Directive, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';

type NodeClass = new () => Node;

/** Entity types of the other subgraphs, which `node(id)` names and their owners fill; described in the owners' words. */
const foreignTypes: Readonly<Record<string, string>> = {
  Storage: 'A registered storage array, as it last told of itself. Its credentials never leave the server.',
  StoragePool: 'A storage pool: what volumes are cut from.',
  Volume: 'A volume (LUN) of an array.',
  Controller: 'A controller of an array.',
  Port: 'A port of an array.',
  Disk: 'A disk of an array.',
  Filesystem: 'A file system of an array.',
  Qtree: 'A qtree: a folder of a file system with settings of its own.',
  Quota: 'A quota on a file system or qtree.',
  Share: 'A share: a path of a file system that clients mount.',
  StorageHostInitiator: 'An initiator: a port of a host as an array knows it.',
  StorageHost: 'A host that an array serves.',
  StorageHostGroup: 'A group of hosts that an array serves alike.',
  PortGroup: 'A group of ports of an array.',
  VolumeGroup: 'A group of volumes of an array.',
  MaskingView: 'Which hosts see which volumes through which ports. An id that is not used is null or empty.',
  Alert: 'Something an array has told of, from the first report until it is over.',
  AlertSource: 'Where the SNMP traps of a storage come from. Its keys never leave the server.',
  AccessInfo: 'How a storage is reached. Its passwords never leave the server.',
  Cloud: 'A configured cloud. Its credentials never leave the server.',
  ComputeNode: 'A machine of a cloud, as the cloud last told of it.',
  Image: 'An image that machines of a cloud can start from.',
  Size: 'A size that machines of a cloud can have (OpenStack: flavor).',
  CloudTenant: 'A tenant of a cloud (OpenStack: project).',
  Assignment: 'Who has a machine, and for which application.',
  BackupRecord: 'The record of one backup that a client has made.',
  BackupClient: 'A machine that makes backups and has registered itself.',
  Action: 'One thing to be done by a client, such as a backup.',
  Job: 'Actions of one backup client on a schedule.',
  HypervisorManager:
    'What has virtual machines: a cloud, or a manager of hypervisors. Its credentials are never shown.',
  Project: 'A project of a platform; its own id is the tenant of its machines.',
  HypervisorCluster: 'A cluster of hypervisors, or a part of a cloud.',
  Hypervisor: 'A host that runs virtual machines.',
  HypervisorStorage: 'Where a platform keeps the disks of its machines.',
  Network: 'A network of a platform.',
  Flavor: 'A size that machines of a platform can have.',
  VirtualDisk: 'A disk of a virtual machine.',
  NetworkInterface: 'A network interface of a virtual machine.',
  VirtualMachine:
    'A virtual machine as its hypervisor manager last told of it. One that vanished stays, with its backups.',
  Backup: 'A backup of a machine. One whose data were removed stays as history.',
  BackupDestination: 'A place backups are kept in.',
  BackupLocation: 'A backup in one destination.',
  BackupFile: 'One file of a backup: a disk, or the description of the machine.',
  FileSystem: 'A file system found on a disk of a backup.',
  Snapshot: 'A snapshot of a machine on its platform.',
  RestoreJob: 'A restore of a backup, with what becomes of it.',
  MountedBackup: 'A backup whose files can be looked at.',
  BackupNode: 'A process that moves data of backups, with staging space of its own.',
  MountedFileSystem: 'A file system of a mounted backup.',
  Policy: 'Machines that are backed up alike, or of which snapshots are taken alike.',
  Rule: 'When the machines of a policy are backed up, where to, and how long backups stay.',
  Schedule: 'When backups or snapshots are made by themselves. All times and days are of UTC.',
  MailingList: 'Who gets the reports of a policy. Kept and shown; nothing is sent.',
  Credential: 'How machines are reached from inside. Its password never leaves the server.',
  Session: 'Jobs of several backup clients that start together.',
};

const foreignClasses = new Map(
  Object.entries(foreignTypes).map(([name, description]) => [name, foreignClass(name, description)]),
);

/** The stub classes, to be published though no field returns them by name. */
export const foreignNodes: readonly NodeClass[] = [...foreignClasses.values()];

/** A stub of another subgraph's entity; undefined when no subgraph owns the type. */
export function foreignNode(type: string, id: string): Node | undefined {
  const Stub = foreignClasses.get(type);
  return Stub && Object.assign(new Stub(), { id, __typename: type });
}

function foreignClass(name: string, description: string): NodeClass {
  @Directive('@key(fields: "id", resolvable: false)')
  @ObjectType(name, { implements: Node, description })
  class ForeignNode extends Node {}
  return ForeignNode;
}
