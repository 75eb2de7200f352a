import type { Tx } from '../kernel/database/store.js';
import type { LoggedEvent } from '../kernel/events/event.js';
import type { Events } from '../kernel/events/events.js';
import type { AlertRow } from './services/alert-row.js';
import type { AlertChange } from './services/fold-alerts.js';

/** Name of this subgraph and of its event log. */
export const subgraphName = 'storage';

/** What can happen to a storage: its own row, its access info, or a unit of its sync. */
export type StorageEventKind =
  | 'storage.registered'
  | 'storage.changed'
  | 'storage.removed'
  | 'access.changed'
  | 'alert-source.changed'
  | 'alert-source.removed'
  | 'sync.started'
  | 'sync.unit'
  | 'sync.ended';

/** Logs what happened to a storage. The subject is its UUID; the payload holds no secret. */
export function emitStorageEvent<T>(
  events: Events,
  tx: Tx<T>,
  kind: StorageEventKind,
  storageId: string,
  payload: Readonly<Record<string, unknown>> = {},
): void {
  events.emit(tx as unknown as Tx, {
    subgraph: subgraphName,
    kind,
    subject: storageId,
    tenantId: null,
    payload: { storageId, ...payload },
  });
}

const alertChanges: Readonly<Record<string, AlertChange>> = {
  'alert.opened': 'opened',
  'alert.changed': 'changed',
  'alert.cleared': 'cleared',
};

/** Logs what happened to an alert, with its state after that. The subject is the alert's UUID. */
export function emitAlertEvent(events: Events, tx: Tx, change: AlertChange, row: AlertRow): void {
  const { exported: _, ...payload } = row;
  events.emit(tx, {
    subgraph: subgraphName,
    kind: `alert.${change}`,
    subject: row.id,
    tenantId: null,
    payload,
  });
}

/** What an event tells of an alert; undefined for an event of another kind. */
export function readAlertEvent(
  event: LoggedEvent,
): { readonly change: AlertChange; readonly row: AlertRow } | undefined {
  const change = alertChanges[event.kind];
  return change && { change, row: { ...event.payload, exported: null } as unknown as AlertRow };
}
