import type { Viewer } from '../../kernel/identity/viewer.js';
import type { NewTask } from '../../kernel/tasks/contract.js';
import type { Assignment } from '../entities/assignment.js';
import type { ReleaseComputeNodeInput } from '../resolvers/node-work-inputs.js';
import type { ReleaseInput } from '../tasks/release.js';
import { findRecord, unknownAssignment } from './assign-node.js';
import { notSupported } from './catalog.js';
import { checkedKey, checkNodeNamed } from './check-input.js';
import type { OpenCloud } from './clouds.js';
import { nodesByKey } from './find-nodes.js';
import { nodeKeyText } from './node-row.js';
import { aboutNode, type BegunWork, type WorkParts, type WorkRequest } from './node-work.js';
import { unknownNode } from './stop-node.js';
import type { TaskSubject } from './task-requests.js';

/** Begins a release; its result is a ReleaseResult. Everything is looked up before anything changes (section 6.2). */
export async function releaseNode(
  parts: WorkParts,
  { viewer, input }: WorkRequest<ReleaseComputeNodeInput>,
): Promise<BegunWork> {
  checkNodeNamed(input);
  const idempotencyKey = checkedKey(input.idempotencyKey);
  const cloud = parts.clouds.get(input.cloud);
  const destroys = parts.releaseDestroysNode;
  if (destroys && !cloud.session().can('destroyNode')) throw notSupported(cloud, 'destroy nodes');
  const record = await findRecord(parts, viewer, cloud, input);
  const named = {
    nodeId: record?.nodeId ?? input.nodeId ?? '',
    hostName: record?.hostName ?? input.hostName ?? '',
  };
  const wish = wishOf(cloud, named, destroys, idempotencyKey);
  const task = record
    ? await parts.requests.create(viewer, wish, await subjectOf(parts, viewer, cloud, record, destroys))
    : await parts.requests.earlier(viewer, wish);
  if (!task) throw unknownAssignment();
  return {
    task,
    nodeId: named.nodeId,
    result: input.wait ? await parts.requests.wait(task.guid) : undefined,
  };
}

function wishOf(
  cloud: OpenCloud,
  record: Pick<Assignment, 'nodeId' | 'hostName'>,
  destroys: boolean,
  idempotencyKey: string | undefined,
): NewTask<ReleaseInput> {
  return {
    type: 'compute.node.release',
    title: `Release the node "${record.hostName.slice(0, 100)}" of the cloud "${cloud.name}"`,
    input: { cloud: cloud.name, nodeId: record.nodeId, hostName: record.hostName, destroys },
    about: [aboutNode({ cloud: cloud.name, nativeId: record.nodeId })],
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
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
