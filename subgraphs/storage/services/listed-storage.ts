import { DriverFault } from '../drivers/driver-fault.js';
import type { ListedStorage } from '../drivers/driver.js';
import { checkedRow, type CheckedRow } from './checked-row.js';
import { storageColumns } from './storage-row.js';

const told = storageColumns.filter(({ field }) => field !== 'uuid');

/**
 * What a driver tells of the array itself, checked, by SQL name. Throws StorageBackendNotFound for nothing
 * at all and InvalidResults for a wrong type or a missing serial number.
 */
export function checkedStorage(listed: ListedStorage | null | undefined): CheckedRow & {
  readonly serial_number: string;
} {
  if (listed == null) throw new DriverFault('StorageBackendNotFound');
  const row = checkedRow(listed, told, 'the storage');
  if (typeof row['serial_number'] !== 'string' || row['serial_number'] === '')
    throw new DriverFault('InvalidResults', ['Serial number should be provided by storage.']);
  return row as CheckedRow & { readonly serial_number: string };
}
