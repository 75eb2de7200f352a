import type { DeviceAlert, TimeRange } from '../drivers/alerts.js';
import { isUuid, storageByUuid } from './find-storages.js';
import type { StorageParts } from './parts.js';
import { storageFault, withDriverFaults } from './storage-fault.js';

/** Asks an array for its alerts, within the time a call may take. Faults are those of the contract. */
export async function alertsOfDevice(
  { drivers }: StorageParts,
  storageId: string,
  range: TimeRange,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly DeviceAlert[]> {
  const listed: unknown = await withDriverFaults(async () =>
    (await drivers.of(storageId, signal)).listAlerts(range, signal),
  );
  if (!Array.isArray(listed)) throw storageFault('InvalidResults', ['The driver gave no list of alerts.']);
  return listed.filter((alert): alert is DeviceAlert => typeof alert === 'object' && alert !== null);
}

/**
 * Has an array clear the alert of a number, and clears what is kept of it (delfin.md 7.7). An unknown
 * number is no failure unless the array says so. Returns the UUIDs of the alerts that are cleared now.
 */
export async function clearAlert(
  parts: StorageParts,
  storageUuid: string,
  sequenceNumber: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly string[]> {
  if (!isUuid(storageUuid)) throw storageFault('StorageNotFound', [storageUuid]);
  await storageByUuid(parts.store.sql, storageUuid);
  await withDriverFaults(async () =>
    (await parts.drivers.of(storageUuid, signal)).clearAlert(sequenceNumber, signal),
  );
  const cleared = await parts.store.transaction((tx) =>
    parts.alerts.clearNumber(tx, storageUuid, sequenceNumber),
  );
  return cleared.map(({ id }) => id);
}
