import type { Tx } from '../kernel/database/store.js';
import type { LoggedEvent } from '../kernel/events/event.js';
import type { Events } from '../kernel/events/events.js';
import { nodeKeyText, type NodeRow } from './services/node-row.js';

/** Name of this subgraph and of its event log. */
export const subgraphName = 'compute';

/** What can happen to a machine. */
export type NodeEventKind = 'created' | 'changed' | 'removed';

const kinds: Readonly<Record<string, NodeEventKind>> = {
  'node.created': 'created',
  'node.changed': 'changed',
  'node.removed': 'removed',
};

/** Logs what happened to a machine, with its state after that (before, when it is gone). */
export function emitNodeEvent(events: Events, tx: Tx, kind: NodeEventKind, row: NodeRow): void {
  const subject = nodeKeyText({ cloud: row.cloud, nativeId: row.native_id });
  events.emit(tx, {
    subgraph: subgraphName,
    kind: `node.${kind}`,
    subject,
    tenantId: row.tenant_id,
    payload: { ...row },
  });
}

/** What an event tells of a machine; undefined for an event of another kind. */
export function readNodeEvent(
  event: LoggedEvent,
): { readonly kind: NodeEventKind; readonly row: NodeRow } | undefined {
  const kind = kinds[event.kind];
  return kind && { kind, row: event.payload as unknown as NodeRow };
}
