import type { Tx } from '../kernel/database/store.js';
import type { Events } from '../kernel/events/events.js';

/** Name of this subgraph and of its event log. */
export const subgraphName = 'storage';

/** What can happen to a storage: its own row, its access info, or a unit of its sync. */
export type StorageEventKind =
  | 'storage.registered'
  | 'storage.changed'
  | 'storage.removed'
  | 'access.changed'
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
