import { sql, type RawBuilder } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { Events } from '../../kernel/events/events.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { ComputeNode } from '../entities/compute-node.js';
import { subgraphName } from '../events.js';
import { nodeColumns, nodeKeyText, toComputeNode, type NodeKey, type NodeRow } from './node-row.js';
import { wallOf } from './tenant-wall.js';

const mostNodes = 1000;

/** Which machines a subscription follows. */
export interface NodeSelection {
  readonly viewer: Viewer;
  /** All clouds when absent. */
  readonly cloud?: string | undefined;
  /** All machines when absent. */
  readonly keys?: readonly NodeKey[] | undefined;
}

/** The machines as they are now, at most 1000, and the place in the event log that this is the state of. */
export async function nodePicture(
  store: Store,
  events: Events,
  selection: NodeSelection,
): Promise<{ readonly seq: number; readonly nodes: ComputeNode[] }> {
  const { viewer, cloud, keys } = selection;
  const conditions: RawBuilder<boolean>[] = [sql<boolean>`c.configured`, wallOf(viewer)];
  if (cloud !== undefined) conditions.push(sql<boolean>`n.cloud = ${cloud}`);
  if (keys !== undefined) {
    const wanted = JSON.stringify(keys.map(nodeKeyText));
    conditions.push(
      sql<boolean>`n.cloud || '/' || n.native_id in (select jsonb_array_elements_text(${wanted}::jsonb))`,
    );
  }
  return store.transaction(async (tx) => {
    const seq = await events.log.headIn(tx.sql, subgraphName);
    const { rows } = await sql<NodeRow>`
      select ${nodeColumns} from compute.node n join compute.cloud c on c.name = n.cloud
      where ${sql.join(conditions, sql` and `)}
      order by c.position, n.position, n.native_id limit ${mostNodes}`.execute(tx.sql);
    return { seq, nodes: rows.map(toComputeNode) };
  });
}
