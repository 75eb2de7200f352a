import { Fault } from '../../kernel/errors/fault.js';
import type { StartComputeNodeInput } from '../resolvers/node-work-inputs.js';
import type { StartInput } from '../tasks/start.js';
import { notSupported } from './catalog.js';
import { checkedKey, checkObject, checkOptionalText, checkText } from './check-input.js';
import type { OpenCloud } from './clouds.js';
import type { RequestedTask } from './task-requests.js';
import type { BegunWork, WorkParts, WorkRequest } from './node-work.js';

const type = 'compute.node.start';

/**
 * Begins a start: the input, the cloud, the image and the size are checked in that order (section 5.1),
 * then the task is created. With `wait` it ends when the cloud has accepted the machine.
 */
export async function startNode(
  parts: WorkParts,
  { viewer, input }: WorkRequest<StartComputeNodeInput>,
): Promise<BegunWork> {
  const { name, imageId, sizeId, keyName, metadata } = input;
  checkText('name', name);
  checkText('imageId', imageId);
  checkText('sizeId', sizeId);
  checkOptionalText('keyName', keyName);
  checkObject('metadata', metadata);
  const idempotencyKey = checkedKey(input.idempotencyKey);
  const cloud = parts.clouds.get(input.cloud);
  const task =
    (await parts.requests.earlier(viewer, type, idempotencyKey)) ??
    (await create(parts, { viewer, input }, cloud, idempotencyKey));
  if (input.wait) await parts.requests.wait(task.guid, ({ step }) => step !== null);
  return { task, result: undefined };
}

async function create(
  parts: WorkParts,
  { viewer, input }: WorkRequest<StartComputeNodeInput>,
  cloud: OpenCloud,
  idempotencyKey: string | undefined,
): Promise<RequestedTask> {
  const { name, imageId, sizeId, keyName, metadata } = input;
  checkObject('metadata', metadata);
  if (!cloud.session().can('createNode')) throw notSupported(cloud, 'start nodes');
  await checkOffer(parts, cloud, imageId, sizeId);
  const start: StartInput = {
    cloud: cloud.name,
    tenantId: viewer.tenantId,
    name,
    imageId,
    sizeId,
    keyName: keyName ?? undefined,
    metadata: metadata ?? undefined,
  };
  return parts.requests.create(viewer, {
    type,
    title: `Start the node "${name.slice(0, 100)}" in the cloud "${cloud.name}"`,
    input: start,
    about: [{ kind: 'Cloud', id: cloud.name }],
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
}

async function checkOffer(
  { catalog }: WorkParts,
  cloud: OpenCloud,
  imageId: string,
  sizeId: string,
): Promise<void> {
  const images = await catalog.images(cloud);
  if (!images.some(({ nativeId }) => nativeId === imageId)) {
    throw new Fault('BAD_USER_INPUT', `The cloud "${cloud.name}" has no image "${imageId}".`, {
      details: { reason: 'UNKNOWN_IMAGE' },
    });
  }
  const sizes = await catalog.sizes(cloud);
  if (!sizes.some(({ nativeId }) => nativeId === sizeId)) {
    throw new Fault('BAD_USER_INPUT', `The cloud "${cloud.name}" has no size "${sizeId}".`, {
      details: { reason: 'UNKNOWN_SIZE' },
    });
  }
}
