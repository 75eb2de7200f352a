import { kernelConfig } from '../kernel/config/kernel-config.js';
import { integer, type ConfigOf, type ConfigRows } from '../kernel/config/row.js';
import { workConfig } from './work-config.js';

/** Settings of the backup subgraph. */
export const backupConfig = {
  inventoryConcurrency: integer(
    'INFRAGRAPH_BACKUP_INVENTORY_CONCURRENCY',
    1,
    'How many hypervisor managers this process reads the inventory of at once.',
    { min: 1, max: 100 },
  ),
  ...workConfig,
} satisfies ConfigRows;

/** The same with what the subgraph reads of the kernel's settings. */
export const backupSettings = { ...backupConfig, dataDir: kernelConfig.dataDir } satisfies ConfigRows;

/** Values of the settings. */
export type BackupConfig = ConfigOf<typeof backupSettings>;
