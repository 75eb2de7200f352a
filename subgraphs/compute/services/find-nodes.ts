import { sql, type RawBuilder } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { ComputeNode } from '../entities/compute-node.js';
import { nodeColumns, nodeKeyText, toComputeNode, type NodeKey, type NodeRow } from './node-row.js';
import { wallOf } from './tenant-wall.js';

type Found = ReadonlyMap<string, ComputeNode>;

/** Machines by key (`nodeKeyText`), in one statement however many. */
export async function nodesByKey(store: Store, viewer: Viewer, keys: readonly NodeKey[]): Promise<Found> {
  const { rows } = await sql<NodeRow>`
    select ${nodeColumns} from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (cloud text, "nativeId" text)
    join compute.node n on n.cloud = k.cloud and n.native_id = k."nativeId"
    join compute.cloud c on c.name = n.cloud
    where c.configured and ${wallOf(viewer)}`.execute(store.sql);
  return new Map(
    rows.map((row) => [nodeKeyText({ cloud: row.cloud, nativeId: row.native_id }), toComputeNode(row)]),
  );
}

/** Machines by uuid; of several the one whose cloud stands first. */
export function nodesByUuid(store: Store, viewer: Viewer, uuids: readonly string[]): Promise<Found> {
  return firstWhere(store, viewer, sql`n.uuid = w.value`, uuids);
}

/** Machines by host name in any letter case; of several the one whose cloud stands first, then the first of its list. */
export function nodesByName(store: Store, viewer: Viewer, names: readonly string[]): Promise<Found> {
  return firstWhere(store, viewer, sql`lower(n.name) = lower(w.value)`, names);
}

/** Machines by one of their addresses, outside or inside; of several the one whose cloud stands first. */
export function nodesByAddress(store: Store, viewer: Viewer, addresses: readonly string[]): Promise<Found> {
  return firstWhere(store, viewer, sql`(n.public_ips ? w.value or n.private_ips ? w.value)`, addresses);
}

/** The machine each task was about, while it exists. */
export async function nodesByTask(store: Store, viewer: Viewer, guids: readonly string[]): Promise<Found> {
  const { rows } = await sql<NodeRow & { task_guid: string }>`
    select t.task_guid, ${nodeColumns} from compute.task_node t
    join compute.node n on n.cloud = t.cloud and n.native_id = t.native_id
    join compute.cloud c on c.name = n.cloud
    where t.task_guid in (${sql.join(guids)}) and c.configured and ${wallOf(viewer)}`.execute(store.sql);
  return new Map(rows.map((row) => [row.task_guid, toComputeNode(row)]));
}

async function firstWhere(
  store: Store,
  viewer: Viewer,
  matches: RawBuilder<unknown>,
  values: readonly string[],
): Promise<Found> {
  const { rows } = await sql<NodeRow & { wanted: string }>`
    select distinct on (w.value) w.value as wanted, ${nodeColumns}
    from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb) as w (value)
    join compute.node n on ${matches} join compute.cloud c on c.name = n.cloud
    where c.configured and ${wallOf(viewer)}
    order by w.value, c.position, n.position, n.native_id`.execute(store.sql);
  return new Map(rows.map((row) => [row.wanted, toComputeNode(row)]));
}
