import type { LongValue } from '../../../schema/scalars/long.js';
import { integerShape } from './shapes.js';

/** An alert as the operation asks for it. */
export interface AlertData {
  readonly storageUuid: string;
  readonly alertId: string | null;
  readonly sequenceNumber: string | number | null;
  readonly alertName: string | null;
  readonly category: string | null;
  readonly severity: string | null;
  readonly type: string | null;
  readonly location: string | null;
  readonly description: string | null;
  readonly recoveryAdvice: string | null;
  readonly resourceType: string | null;
  readonly occurTime: LongValue | null;
  readonly matchKey: string | null;
  readonly clearCategory: string | null;
  readonly storageName: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
}

/** An alert of a device (delfin.md §5.14); the two optional keys are left out where it has none. */
export function alertShape(alert: AlertData): object {
  return {
    storage_id: alert.storageUuid,
    alert_id: alert.alertId,
    sequence_number: alert.sequenceNumber,
    alert_name: alert.alertName,
    category: alert.category,
    severity: alert.severity,
    type: alert.type,
    location: alert.location,
    description: alert.description,
    recovery_advice: alert.recoveryAdvice,
    resource_type: alert.resourceType,
    occur_time: integerShape(alert.occurTime),
    match_key: alert.matchKey ?? undefined,
    clear_category: alert.clearCategory ?? undefined,
    storage_name: alert.storageName,
    vendor: alert.vendor,
    model: alert.model,
    serial_number: alert.serialNumber,
  };
}
