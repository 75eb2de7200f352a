import { registerEnumType } from 'type-graphql';

/** How the data of a machine's disks is moved (VmExportImportMode, vprotect.md 5). */
export const ExportImportModeEnum = {
  INHERIT: 'INHERIT',
  DISK_ATTACHMENT: 'DISK_ATTACHMENT',
  DISK_IMAGE_TRANSFER: 'DISK_IMAGE_TRANSFER',
  SSH_TRANSFER: 'SSH_TRANSFER',
  CHANGED_BLOCK_TRACKING: 'CHANGED_BLOCK_TRACKING',
  VM_IMAGE_PLUS_INCREMENTAL_DISKS: 'VM_IMAGE_PLUS_INCREMENTAL_DISKS',
  EXPORT_STORAGE_REPO: 'EXPORT_STORAGE_REPO',
  DEFAULT: 'DEFAULT',
} as const;

/** One of them. */
export type ExportImportMode = keyof typeof ExportImportModeEnum;

registerEnumType(ExportImportModeEnum, {
  name: 'ExportImportMode',
  description:
    "How the data of a machine's disks is moved. Kept and shown; the driver decides what it can do.",
  valuesConfig: {
    INHERIT: { description: 'As its hypervisor manager does it.' },
    DISK_ATTACHMENT: { description: 'Disks are attached to the backup node.' },
    DISK_IMAGE_TRANSFER: { description: "Images of the disks go over the platform's own interface." },
    SSH_TRANSFER: { description: 'Disks are copied from the hypervisor over SSH.' },
    CHANGED_BLOCK_TRACKING: { description: 'Changed blocks are asked for and read.' },
    VM_IMAGE_PLUS_INCREMENTAL_DISKS: {
      description: 'An image of the machine, then increments of its disks.',
    },
    EXPORT_STORAGE_REPO: { description: 'Over an export repository of the platform.' },
    DEFAULT: { description: 'What the platform does by default.' },
  },
});

/** What an error of a command around a snapshot means (StdErrorHandling, vprotect.md 5). */
export const StdErrorHandlingEnum = {
  DONT_IGNORE: 'DONT_IGNORE',
  IGNORE_WITHOUT_WARNING: 'IGNORE_WITHOUT_WARNING',
  IGNORE_WITH_WARNING: 'IGNORE_WITH_WARNING',
} as const;

/** One of them. */
export type StdErrorHandling = keyof typeof StdErrorHandlingEnum;

registerEnumType(StdErrorHandlingEnum, {
  name: 'StdErrorHandling',
  description: 'What output on standard error of a command around a snapshot means.',
  valuesConfig: {
    DONT_IGNORE: { description: 'The backup fails.' },
    IGNORE_WITHOUT_WARNING: { description: 'Nothing.' },
    IGNORE_WITH_WARNING: { description: 'The backup gets a warning.' },
  },
});
