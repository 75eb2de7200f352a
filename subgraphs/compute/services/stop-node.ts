import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { StopComputeNodeInput } from '../resolvers/node-work-inputs.js';
import type { StopInput } from '../tasks/stop.js';
import { notSupported } from './catalog.js';
import { checkedKey, checkNodeNamed } from './check-input.js';
import type { OpenCloud } from './clouds.js';
import { nodeColumns, type NodeRow } from './node-row.js';
import { aboutNode, begun, type BegunWork, type WorkParts, type WorkRequest } from './node-work.js';
import type { RequestedTask } from './task-requests.js';
import { wallOf } from './tenant-wall.js';

const type = 'compute.node.stop';

/** Begins a stop of the first machine that has the id or the host name. With `wait` it ends when the machine is gone. */
export async function stopNode(
  parts: WorkParts,
  { viewer, input }: WorkRequest<StopComputeNodeInput>,
): Promise<BegunWork> {
  checkNodeNamed(input);
  const idempotencyKey = checkedKey(input.idempotencyKey);
  const cloud = parts.clouds.get(input.cloud);
  const task =
    (await parts.requests.earlier(viewer, type, idempotencyKey)) ??
    (await create(parts, { viewer, input }, cloud, idempotencyKey));
  return begun(parts, task, input.wait);
}

async function create(
  parts: WorkParts,
  { viewer, input }: WorkRequest<StopComputeNodeInput>,
  cloud: OpenCloud,
  idempotencyKey: string | undefined,
): Promise<RequestedTask> {
  if (!cloud.session().can('destroyNode')) throw notSupported(cloud, 'destroy nodes');
  await parts.inventory.refresh(cloud);
  const node = await firstNode(parts, viewer, cloud, input);
  if (!node) throw unknownNode(cloud);
  const key = { cloud: cloud.name, nativeId: node.native_id };
  const stop: StopInput = { cloud: cloud.name, nodeId: node.native_id, hostName: node.name };
  const wish = {
    type,
    title: `Stop the node "${node.name.slice(0, 100)}" of the cloud "${cloud.name}"`,
    input: stop,
    about: [aboutNode(key)],
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  return parts.requests.create(viewer, wish, { key, removal: { claim: node.removal_task } });
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
