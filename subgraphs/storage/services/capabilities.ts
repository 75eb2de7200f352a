import { sql } from 'kysely';
import type { StorageDriver } from '../drivers/driver.js';
import type { Capabilities } from '../drivers/metrics.js';
import type { StorageParts } from './parts.js';
import { storageFault, withDriverFaults } from './storage-fault.js';

const nine =
  'throughput responseTime readResponseTime writeResponseTime iops readThroughput writeThroughput readIops writeIops'.split(
    ' ',
  );
const seven = nine.filter((name) => name !== 'readResponseTime' && name !== 'writeResponseTime');
const ioSizes = ['ioSize', 'readIoSize', 'writeIoSize'];

/** What may be measured of each thing (section 10.1 of the Delfin contract). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  storage: nine,
  storagePool: seven,
  volume: [...nine, 'cacheHitRatio', 'readCacheHitRatio', 'writeCacheHitRatio', ...ioSizes],
  controller: [...seven, 'cpuUsage'],
  port: seven,
  disk: seven,
  filesystem: [...nine.filter((name) => name !== 'responseTime'), ...ioSizes],
  share: [],
};
const seconds = [
  'performance_metric_retention_window',
  'collect_interval',
  'failed_job_collect_interval',
] as const;

/**
 * What a driver says it can measure, checked. StorageCapabilityNotSupported when it says nothing,
 * InvalidStorageCapability when it breaks section 10.1.
 */
export function checkedCapabilities(raw: unknown): Capabilities {
  if (!isObject(raw) || Object.keys(raw).length === 0) throw storageFault('StorageCapabilityNotSupported');
  if (typeof raw['is_historic'] !== 'boolean') throw wrong("'is_historic' is a required property");
  for (const name of seconds)
    if (raw[name] !== undefined && !Number.isInteger(raw[name])) throw wrong(`'${name}' is not an integer`);
  refuseOthers(raw, ['is_historic', 'resource_metrics', ...seconds]);
  const metrics = raw['resource_metrics'];
  if (metrics !== undefined) checkMetrics(metrics);
  return raw as unknown as Capabilities;
}

/** What a storage's driver says it can measure now. */
export async function capabilitiesOf(parts: StorageParts, storageId: string): Promise<Capabilities> {
  const driver = await withDriverFaults(() => parts.drivers.of(storageId));
  return checkedCapabilities(driver.capabilities);
}

/** The same where it must not be in the way: undefined when the driver says nothing, or says it wrongly, which is logged. */
export function usableCapabilities(
  { log }: Pick<StorageParts, 'log'>,
  driver: StorageDriver,
): Capabilities | undefined {
  if (driver.capabilities === undefined) return undefined;
  try {
    return checkedCapabilities(driver.capabilities);
  } catch (err) {
    log.warn({ err }, 'A driver says wrongly what it can measure; nothing is measured');
    return undefined;
  }
}

/**
 * Writes down what a driver can measure of a storage of which that is not known yet, because it was imported,
 * and has its collection begin.
 */
export async function learnCapabilities(
  parts: StorageParts,
  storageId: string,
  driver: StorageDriver,
): Promise<void> {
  const capabilities = usableCapabilities(parts, driver);
  if (!capabilities) return;
  const { numAffectedRows } = await sql`
    update storage.storage set capabilities = ${JSON.stringify(capabilities)}::json
    where id = ${storageId} and capabilities is null and deleted_at is null`.execute(parts.store.sql);
  if (Number(numAffectedRows ?? 0) === 0) return;
  for (const measurable of parts.hooks.measurable) await measurable(storageId);
}

function checkMetrics(metrics: unknown): void {
  if (!isObject(metrics)) throw wrong("'resource_metrics' is not an object");
  refuseOthers(metrics, Object.keys(allowed));
  for (const [resource, names] of Object.entries(metrics)) {
    if (!isObject(names)) throw wrong(`'${resource}' is not an object`);
    refuseOthers(names, allowed[resource] ?? []);
    for (const [name, metric] of Object.entries(names)) {
      const { unit, description } = isObject(metric) ? metric : {};
      const described =
        typeof description === 'string' && description.length >= 1 && description.length <= 255;
      if (typeof unit !== 'string' || !described) throw wrong(`'${name}' needs a unit and a description`);
    }
  }
}

function refuseOthers(object: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const other = Object.keys(object).find((key) => !known.includes(key));
  if (other !== undefined)
    throw wrong(`Additional properties are not allowed ('${other.slice(0, 64)}' was unexpected)`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(text: string): Error {
  return storageFault('InvalidStorageCapability', [text]);
}
