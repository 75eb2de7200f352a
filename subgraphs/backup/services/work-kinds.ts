import type { WorkType } from '../entities/work-words.js';

/** How the tasks of one kind of work are known to the task engine. */
export interface WorkKind {
  /** Name of the task type. */
  readonly task: string;
  readonly lane: string;
  readonly meaning: string;
}

/** Every kind of work. The legacy name is the key. */
export const workKinds: Readonly<Record<WorkType, WorkKind>> = {
  EXPORT: kind(
    'vm.export',
    'export',
    'Reads the disks of a machine into the staging space of a backup node.',
  ),
  STORE: kind('vm.store', 'store', 'Stores what was exported in its destinations.'),
  RESTORE: kind('vm.restore', 'restore', 'Reads a backup into the staging space of a backup node.'),
  IMPORT: kind('vm.import', 'restore', 'Makes a machine of what was restored.'),
  MOUNT: kind('backup.mount', 'restore', 'Makes the files of a backup readable.'),
  UNMOUNT: kind('backup.unmount', 'other', 'Takes a mounted backup away.'),
  DELETE: kind('backup.delete', 'other', 'Removes a backup from its destinations.'),
  SNAPSHOT: kind('vm.snapshot', 'other', 'Takes a snapshot of a machine on its platform.'),
  SNAPSHOT_REVERSION: kind('vm.revert', 'other', 'Puts a machine back to a snapshot of its platform.'),
  INDEX: kind('manager.index', 'inventory', 'Reads what a hypervisor manager has.'),
  OLD_BACKUPS_REMOVAL: kind('destination.clean', 'other', 'Removes the backups that no rule keeps.'),
  OLD_SNAPSHOTS_REMOVAL: kind('snapshot.clean', 'other', 'Removes the snapshots that no rule keeps.'),
};

function kind(name: string, lane: string, meaning: string): WorkKind {
  return { task: `backup.${name}`, lane: `backup.${lane}`, meaning };
}
