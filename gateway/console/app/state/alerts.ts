import { signal } from '@preact/signals';
import { follow, type GraphEvent } from '../graph/follow.js';
import { alertEvents } from '../graph/operations.js';
import { onceAFrame } from './frames.js';

/** How bad an alert is, from the worst. */
export const severities = [
  'FATAL',
  'CRITICAL',
  'MAJOR',
  'MINOR',
  'WARNING',
  'INFORMATIONAL',
  'NOT_SPECIFIED',
  'UNKNOWN',
] as const;

/** An alert as the console shows it. */
export interface Alert {
  readonly id: string;
  readonly uuid: string;
  readonly state: 'OPEN' | 'CLEARED';
  readonly alertName: string | null;
  readonly severityKind: (typeof severities)[number];
  readonly location: string | null;
  readonly description: string | null;
  readonly occurrences: number | string;
  readonly firstAt: string;
  readonly sequenceNumber: string | null;
  readonly storageUuid: string;
  readonly storage: { readonly name: string | null } | null;
}

interface AlertEvent extends GraphEvent {
  readonly alerts: readonly Alert[];
}

/** Open alerts, the newest first; undefined until the first event. */
export const openAlerts = signal<readonly Alert[] | undefined>(undefined);

/** Follows the alerts of all storages. */
export function followAlerts(): () => void {
  const open = new Map<string, Alert>();
  const show = onceAFrame(() => {
    openAlerts.value = [...open.values()].sort((a, b) => (a.firstAt < b.firstAt ? 1 : -1));
  });
  return follow<AlertEvent>(alertEvents, ({ kind, alerts }) => {
    if (kind === 'SNAPSHOT') open.clear();
    for (const alert of alerts) {
      if (alert.state === 'OPEN') open.set(alert.uuid, alert);
      else open.delete(alert.uuid);
    }
    show();
  });
}
