import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Assignment } from '../entities/assignment.js';
import type { AssignComputeNodeInput } from '../resolvers/node-work-inputs.js';
import type { AssignInput } from '../tasks/assign.js';
import type { AssignmentTarget } from './assignment-service.js';
import { checkedKey, checkNodeNamed, checkText } from './check-input.js';
import type { OpenCloud } from './clouds.js';
import { aboutNode, begun, type BegunWork, type WorkParts, type WorkRequest } from './node-work.js';
import type { RequestedTask } from './task-requests.js';

const type = 'compute.node.assign';

/** Begins an assignment; its result is an AssignmentAnswer. NOT_FOUND when the assignment service knows no such machine. */
export async function assignNode(
  parts: WorkParts,
  { viewer, input }: WorkRequest<AssignComputeNodeInput>,
): Promise<BegunWork> {
  checkNodeNamed(input);
  checkText('user', input.user);
  checkText('application', input.application);
  const idempotencyKey = checkedKey(input.idempotencyKey);
  const cloud = parts.clouds.get(input.cloud);
  const task =
    (await parts.requests.earlier(viewer, type, idempotencyKey)) ??
    (await create(parts, { viewer, input }, cloud, idempotencyKey));
  return begun(parts, task, input.wait);
}

async function create(
  parts: WorkParts,
  { viewer, input }: WorkRequest<AssignComputeNodeInput>,
  cloud: OpenCloud,
  idempotencyKey: string | undefined,
): Promise<RequestedTask> {
  const record = await findRecord(parts, viewer, cloud, input);
  if (!record) throw unknownAssignment();
  const key = { cloud: cloud.name, nativeId: record.nodeId };
  const assign: AssignInput = {
    cloud: cloud.name,
    nodeId: record.nodeId,
    hostName: record.hostName,
    user: input.user,
    application: input.application,
  };
  const wish = {
    type,
    title: `Assign the node "${record.hostName.slice(0, 100)}" of the cloud "${cloud.name}"`,
    input: assign,
    about: [aboutNode(key)],
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  return parts.requests.create(viewer, wish, { key });
}

/** The record a request names; the built-in service first looks which machines there are. */
export async function findRecord(
  parts: WorkParts,
  viewer: Viewer,
  cloud: OpenCloud,
  named: Pick<AssignmentTarget, 'nodeId' | 'hostName'>,
): Promise<Assignment | undefined> {
  if (parts.keepsAssignments) await parts.inventory.refresh(cloud);
  return parts.assignments.find({ cloud, viewer, nodeId: named.nodeId, hostName: named.hostName });
}

/** The fault for a machine the assignment service does not know. */
export function unknownAssignment(): Fault {
  return new Fault('NOT_FOUND', 'Node not found', { details: { reason: 'UNKNOWN_ASSIGNMENT' } });
}
