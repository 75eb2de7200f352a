import type { Tx } from '../kernel/database/store.js';
import type { Events } from '../kernel/events/events.js';

/** Name of this subgraph, of its schema and of its event log. */
export const subgraphName = 'backup';

/** What a read of an inventory has found. */
export interface InventoryCounts {
  readonly machines: number;
  readonly vanished: number;
}

/** Logs that the inventory of a hypervisor manager was read; the subject is its GUID. */
export function emitInventoryEvent<T>(
  events: Events,
  tx: Tx<T>,
  managerGuid: string,
  counts: InventoryCounts,
): void {
  events.emit(tx as unknown as Tx, {
    subgraph: subgraphName,
    kind: 'inventory.read',
    subject: managerGuid,
    tenantId: null,
    payload: { managerGuid, ...counts },
  });
}
