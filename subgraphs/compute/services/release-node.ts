import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Assignment } from '../entities/assignment.js';
import type { ReleaseComputeNodeInput } from '../resolvers/node-work-inputs.js';
import type { ReleaseInput } from '../tasks/release.js';
import { findRecord, unknownAssignment } from './assign-node.js';
import { notSupported } from './catalog.js';
import { checkedKey, checkNodeNamed } from './check-input.js';
import type { OpenCloud } from './clouds.js';
import { nodesByKey } from './find-nodes.js';
import { nodeKeyText } from './node-row.js';
import { aboutNode, begun, type BegunWork, type WorkParts, type WorkRequest } from './node-work.js';
import { unknownNode } from './stop-node.js';
import type { RequestedTask, TaskSubject } from './task-requests.js';

const type = 'compute.node.release';

/** Begins a release; its result is a ReleaseResult. Everything is looked up before anything changes (section 6.2). */
export async function releaseNode(
  parts: WorkParts,
  { viewer, input }: WorkRequest<ReleaseComputeNodeInput>,
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
  { viewer, input }: WorkRequest<ReleaseComputeNodeInput>,
  cloud: OpenCloud,
  idempotencyKey: string | undefined,
): Promise<RequestedTask> {
  const destroys = parts.releaseDestroysNode;
  if (destroys && !cloud.session().can('destroyNode')) throw notSupported(cloud, 'destroy nodes');
  const record = await findRecord(parts, viewer, cloud, input);
  if (!record) throw unknownAssignment();
  const { nodeId, hostName } = record;
  const release: ReleaseInput = { cloud: cloud.name, nodeId, hostName, destroys };
  const wish = {
    type,
    title: `Release the node "${hostName.slice(0, 100)}" of the cloud "${cloud.name}"`,
    input: release,
    about: [aboutNode({ cloud: cloud.name, nativeId: nodeId })],
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  return parts.requests.create(viewer, wish, await subjectOf(parts, viewer, cloud, record, destroys));
}

/** The machine in the cloud, claimed if it is to be destroyed. */
async function subjectOf(
  parts: WorkParts,
  viewer: Viewer,
  cloud: OpenCloud,
  record: Assignment,
  destroys: boolean,
): Promise<TaskSubject> {
  const key = { cloud: cloud.name, nativeId: record.nodeId };
  if (!parts.keepsAssignments) await parts.inventory.refresh(cloud);
  const node = (await nodesByKey(parts.store, viewer, [key])).get(nodeKeyText(key));
  if (!node) throw unknownNode(cloud);
  return destroys ? { key, removal: { claim: node.removalTask } } : { key };
}
