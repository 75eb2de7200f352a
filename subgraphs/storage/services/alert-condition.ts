import { createHash } from 'node:crypto';
import { isStorableText } from '../../kernel/database/storable.js';
import type { DeviceAlert } from '../drivers/alerts.js';

const longestText = 8192;
const longestName = 512;

/** A driver's alert, checked: texts that can be kept, of bounded length, and a condition to know it by again. */
export interface CheckedAlert {
  /** What the alert is about: equal for every report of one condition of one storage. */
  readonly condition: string;
  readonly alertId: string;
  readonly alertName: string | null;
  readonly severity: string | null;
  readonly category: string | null;
  readonly type: string | null;
  readonly sequenceNumber: string | null;
  readonly occurTime: number | null;
  readonly description: string | null;
  readonly recoveryAdvice: string | null;
  readonly resourceType: string | null;
  readonly location: string | null;
  readonly matchKey: string | null;
  readonly clearCategory: string | null;
}

/** Takes what can be kept of an alert; undefined when it has no alert id, so that nothing can be told by it. */
export function checkedAlert(alert: DeviceAlert): CheckedAlert | undefined {
  const alertId = textOf(alert.alertId, longestName);
  if (alertId === null) return undefined;
  const location = textOf(alert.location, longestText);
  const matchKey = textOf(alert.matchKey, longestName);
  return {
    condition: conditionOf(matchKey, alertId, location),
    alertId,
    alertName: textOf(alert.alertName, longestName),
    severity: textOf(alert.severity, longestName),
    category: textOf(alert.category, longestName),
    type: textOf(alert.type, longestName),
    sequenceNumber: textOf(alert.sequenceNumber, longestName),
    occurTime: Number.isSafeInteger(alert.occurTime) ? (alert.occurTime ?? null) : null,
    description: textOf(alert.description, longestText),
    recoveryAdvice: textOf(alert.recoveryAdvice, longestText),
    resourceType: textOf(alert.resourceType, longestName) ?? 'Storage',
    location,
    matchKey,
    clearCategory: textOf(alert.clearCategory, longestName),
  };
}

/**
 * Whether an alert says that its condition is over (delfin.md 11.5): its category is Recovery, or it tells
 * how it was cleared and is no fault.
 */
export function clears(alert: CheckedAlert): boolean {
  const category = alert.category?.toLowerCase();
  return category === 'recovery' || (alert.clearCategory !== null && category !== 'fault');
}

/** Same for two reports of one storage exactly when they tell of one condition: by match key, else by kind and place. */
function conditionOf(matchKey: string | null, alertId: string, location: string | null): string {
  const told = matchKey === null ? JSON.stringify([alertId, location ?? '']) : matchKey.toLowerCase();
  return createHash('sha256').update(told).digest('hex').slice(0, 40);
}

/** A driver may lie about types: what is not a text or number is nothing, what PostgreSQL cannot keep is mended. */
function textOf(value: unknown, longest: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  const storable = isStorableText(text) ? text : text.toWellFormed().replaceAll('\0', '');
  if (storable === '') return null;
  return storable.length > longest ? storable.slice(0, longest).toWellFormed() : storable;
}
