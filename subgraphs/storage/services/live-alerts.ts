import type { TimeRange } from '../drivers/alerts.js';
import type { LiveAlert } from '../entities/live-alert.js';
import { alertsOfDevice } from './device-alerts.js';
import { isUuid, storageByUuid } from './find-storages.js';
import type { StorageParts } from './parts.js';
import { checkedRange } from './start-alert-sync.js';
import { storageFault } from './storage-fault.js';

/** Asks an array for its alerts of a range and returns them as it tells them (delfin.md 7.7); nothing is kept. */
export async function liveAlerts(
  parts: StorageParts,
  storageUuid: string,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<LiveAlert[]> {
  const wanted = checkedRange(range);
  if (!isUuid(storageUuid)) throw storageFault('StorageNotFound', [storageUuid]);
  const storage = await storageByUuid(parts.store.sql, storageUuid);
  const told = await alertsOfDevice(parts, storageUuid, wanted, signal);
  return told.map((alert) => ({
    alertId: textOf(alert.alertId),
    alertName: textOf(alert.alertName),
    severity: textOf(alert.severity),
    category: textOf(alert.category),
    type: textOf(alert.type),
    sequenceNumber: Number.isSafeInteger(alert.sequenceNumber)
      ? (alert.sequenceNumber ?? null)
      : textOf(alert.sequenceNumber),
    occurTime: Number.isSafeInteger(alert.occurTime) ? (alert.occurTime ?? null) : null,
    description: textOf(alert.description),
    recoveryAdvice: textOf(alert.recoveryAdvice),
    resourceType: textOf(alert.resourceType) ?? 'Storage',
    location: textOf(alert.location),
    matchKey: textOf(alert.matchKey),
    clearCategory: textOf(alert.clearCategory),
    storageUuid: storage.uuid,
    storageName: storage.name,
    vendor: storage.vendor,
    model: storage.model,
    serialNumber: storage.serialNumber,
  }));
}

/** A driver may lie about types. */
function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}
