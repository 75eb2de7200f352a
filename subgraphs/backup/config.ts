import { integer, type ConfigOf, type ConfigRows } from '../kernel/config/row.js';

/** Settings of the backup subgraph. */
export const backupConfig = {
  inventoryConcurrency: integer(
    'INFRAGRAPH_BACKUP_INVENTORY_CONCURRENCY',
    1,
    'How many hypervisor managers this process reads the inventory of at once.',
    { min: 1, max: 100 },
  ),
} satisfies ConfigRows;

/** Values of the settings. */
export type BackupConfig = ConfigOf<typeof backupConfig>;
