import type { HypervisorDriver } from '../drivers/driver.js';
import type { DestinationType } from '../destinations/destination.js';
import type { BackupParts } from './parts.js';

/** What the work that moves data needs. */
export interface DataParts extends Pick<BackupParts, 'store' | 'events' | 'log' | 'hooks'> {
  /** The driver of a hypervisor manager; not inside a transaction. */
  readonly drivers: { of(managerGuid: string): Promise<HypervisorDriver> };
  readonly destinationTypes: readonly DestinationType[];
  /** Folder of this node that backups are staged in. */
  readonly stagingDir: string;
  /** Folder of this node that backups are restored to as files. */
  readonly restoreDir: string;
}
