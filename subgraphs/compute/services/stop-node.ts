import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { NewTask } from '../../kernel/tasks/contract.js';
import type { StopComputeNodeInput } from '../resolvers/node-work-inputs.js';
import type { StopInput } from '../tasks/stop.js';
import { notSupported } from './catalog.js';
import { checkedKey, checkNodeNamed } from './check-input.js';
import type { OpenCloud } from './clouds.js';
import { nodeColumns, type NodeRow } from './node-row.js';
import { aboutNode, type BegunWork, type WorkParts, type WorkRequest } from './node-work.js';
import { wallOf } from './tenant-wall.js';

/** Begins a stop of the first machine that has the id or the host name. With `wait` it ends when the machine is gone. */
export async function stopNode(
  parts: WorkParts,
  { viewer, input }: WorkRequest<StopComputeNodeInput>,
): Promise<BegunWork> {
  checkNodeNamed(input);
  const idempotencyKey = checkedKey(input.idempotencyKey);
  const cloud = parts.clouds.get(input.cloud);
  if (!cloud.session().can('destroyNode')) throw notSupported(cloud, 'destroy nodes');
  await parts.inventory.refresh(cloud);
  const node = await firstNode(parts, viewer, cloud, input);
  const key = { cloud: cloud.name, nativeId: node?.native_id ?? input.nodeId ?? '' };
  const wish: NewTask<StopInput> = {
    type: 'compute.node.stop',
    title: `Stop the node "${(node?.name ?? key.nativeId).slice(0, 100)}" of the cloud "${cloud.name}"`,
    input: { cloud: cloud.name, nodeId: key.nativeId, hostName: node?.name ?? '' },
    about: [aboutNode(key)],
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  const task = node
    ? await parts.requests.create(viewer, wish, { key, removal: { claim: node.removal_task } })
    : await parts.requests.earlier(viewer, wish);
  if (!task) throw unknownNode(cloud);
  return {
    task,
    nodeId: key.nativeId,
    result: input.wait ? await parts.requests.wait(task.guid) : undefined,
  };
}

/** The fault for a machine its cloud does not list. */
export function unknownNode(cloud: OpenCloud): Fault {
  return new Fault('NOT_FOUND', `The cloud "${cloud.name}" has no such node.`, {
    details: { reason: 'UNKNOWN_NODE' },
  });
}

async function firstNode(
  { store }: WorkParts,
  viewer: Viewer,
  cloud: OpenCloud,
  { nodeId, hostName }: StopComputeNodeInput,
): Promise<NodeRow | undefined> {
  const storable = (text: string | null | undefined): string | null =>
    text != null && isStorableText(text) ? text : null;
  const { rows } = await sql<NodeRow>`
    select ${nodeColumns} from compute.node n
    where n.cloud = ${cloud.name} and (n.native_id = ${storable(nodeId)} or n.name = ${storable(hostName)}) and ${wallOf(viewer)}
    order by n.position, n.native_id limit 1`.execute(store.sql);
  return rows[0];
}
