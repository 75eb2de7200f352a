import type { LoggedEvent } from '../../kernel/events/event.js';
import { liveEvents } from '../../kernel/events/subscription.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { metadataName, type WorkChange } from '../events.js';
import { listWork, type WorkFilter } from './list-work.js';
import type { MetadataParts } from './parts.js';
import { maySee } from './wall.js';
import type { WorkKind } from './work-kind.js';
import type { Doc, WorkRow } from './work-row.js';

/** What a subscription of jobs or sessions is narrowed to. */
export type LiveFilter = Pick<WorkFilter, 'userId' | 'tenantId' | 'nativeIds' | 'columns'>;

/** A change of a job or session, or the present state of those asked for. */
export interface LiveWork {
  readonly cursor: string;
  readonly change: WorkChange | 'snapshot';
  readonly at: Date;
  /** Key of the row; null in a snapshot of other than exactly one. */
  readonly seq: string | null;
  /** How it stood after the change; null in a snapshot. */
  readonly state: Doc | null;
  /** The rows of a snapshot; of other events the row is read when it is asked for. */
  readonly rows: readonly WorkRow[] | null;
}

/** Most rows of a snapshot. */
const mostRows = 1000;

/** The events of a kind that a viewer sees: present state or continuation, then every change in order. */
export function liveWork(
  { store, events }: MetadataParts,
  kind: WorkKind,
  { after, filter }: { readonly after?: string | null | undefined; readonly filter: LiveFilter },
  viewer: Viewer,
): Promise<AsyncIterableIterator<LiveWork>> {
  const prefix = `${kind.table}.`;
  return liveEvents<LiveWork>({
    events,
    subgraph: metadataName,
    after,
    matches: (event) => event.kind.startsWith(prefix) && isWanted(event, filter, viewer),
    snapshot: async () => {
      const { seq, nodes } = await store.transaction(async (tx) => {
        const head = await events.log.headIn(tx.sql, metadataName);
        const wish = { kind, filter, orderBy: 'INSERTED_DESC' as const, page: { first: mostRows } };
        return { seq: head, nodes: (await listWork(tx.sql, wish, viewer)).nodes };
      });
      const only = nodes.length === 1 ? String(nodes[0]?.seq) : null;
      return {
        seq,
        event: (cursor) => ({
          cursor,
          change: 'snapshot',
          at: new Date(),
          seq: only,
          state: null,
          rows: nodes,
        }),
      };
    },
    toEvent: ({ kind: name, at, subject, payload }, cursor) => ({
      cursor,
      change: name.slice(prefix.length) as WorkChange,
      at,
      seq: subject,
      state: payload,
      rows: null,
    }),
  });
}

function isWanted({ tenantId, payload }: LoggedEvent, filter: LiveFilter, viewer: Viewer): boolean {
  const { userId, nativeId } = payload;
  return (
    maySee(viewer, { userId: String(userId), projectId: tenantId }) &&
    (filter.userId == null || filter.userId === userId) &&
    (filter.tenantId == null || filter.tenantId === tenantId) &&
    (filter.nativeIds == null || filter.nativeIds.includes(String(nativeId))) &&
    Object.entries(filter.columns ?? {}).every(([key, value]) => value == null || payload[key] === value)
  );
}
