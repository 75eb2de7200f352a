import { Refusal, type IdentifiedRequest } from '../route.js';
import { pageNotFound, refusal } from './faults.js';
import {
  assignBody,
  authBody,
  isTruthy,
  memberOf,
  readBody,
  readJson,
  releaseBody,
  startBody,
  stopBody,
} from './read-body.js';
import { emulated } from './shapes.js';

/** Variables of an operation. */
export type Variables = Readonly<Record<string, unknown>>;

/** The cloud of the path; the graph takes the default one when there is none. */
export function cloudOf(request: IdentifiedRequest): string | null {
  const { cloud } = request.params;
  if (cloud === '') throw pageNotFound();
  return cloud ?? null;
}

/** Of every listing. */
export function listingOf(request: IdentifiedRequest): Variables {
  return { cloud: cloudOf(request) };
}

/** Of a start: the JSON first, then its schema, then what the graph checks (section 5.1). */
export function startOf(request: IdentifiedRequest): Variables {
  const cloud = cloudOf(request);
  const { name, image, size, keyname, metadata } = readBody(startBody, request);
  return {
    input: {
      cloud,
      name,
      imageId: image,
      sizeId: size,
      keyName: keyname ?? null,
      metadata: metadata ?? null,
      wait: true,
    },
  };
}

/** Of a stop (section 5.2). */
export function stopOf(request: IdentifiedRequest): Variables {
  const cloud = cloudOf(request);
  const { node, hostname } = readBody(stopBody, request);
  if (node === undefined && hostname === undefined) throw refusal(400, 'no valid node id nor hostname here');
  return { input: { cloud, nodeId: node ?? null, hostName: hostname ?? null, wait: true } };
}

/** Of an assignment (section 6.1). */
export function assignOf(request: IdentifiedRequest): Variables {
  const cloud = cloudOf(request);
  answerEmulation(request);
  const { node, hostname, user, vm_type } = readBody(assignBody, request);
  return { input: { ...machineOf(cloud, node, hostname), user, application: vm_type, wait: true } };
}

/** Of a release (section 6.2). */
export function releaseOf(request: IdentifiedRequest): Variables {
  const cloud = cloudOf(request);
  answerEmulation(request);
  const { node, hostname } = readBody(releaseBody, request);
  return { input: { ...machineOf(cloud, node, hostname), wait: true } };
}

/** Of a login (section 9). */
export function loginOf(request: IdentifiedRequest): Variables {
  const { username, password } = readBody(authBody, request);
  return { input: { name: username, password } };
}

/** Emulation comes before validation, the cloud and everything else (section 6.4). */
function answerEmulation(request: IdentifiedRequest): void {
  if (isTruthy(memberOf(readJson(request.body), 'emulate'))) throw new Refusal(200, emulated);
}

function machineOf(cloud: string | null, node: string | undefined, hostname: string | undefined): Variables {
  if (node === undefined && hostname === undefined) throw refusal(400, 'Node not found');
  return { cloud, nodeId: node ?? null, hostName: hostname ?? null };
}
