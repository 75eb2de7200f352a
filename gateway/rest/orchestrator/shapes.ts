import type {
  AssignData,
  AssignmentData,
  AssignmentsData,
  CloudData,
  CloudsData,
  ImagesData,
  LoginData,
  NodeData,
  NodesData,
  ReleaseData,
  SizesData,
  StartedNode,
  StopData,
  TenantsData,
} from './operations.js';

const ok = { status: 'ok' } as const;

/** State numbers of section 8; whatever the old list does not know is 4, unknown. */
const stateNumbers: Readonly<Record<string, number>> = {
  RUNNING: 0,
  REBOOTING: 1,
  TERMINATED: 2,
  PENDING: 3,
};
const unknownState = 4;

/** Status numbers of section 6.3. */
const statusNumbers: Readonly<Record<string, number>> = { FAULTY: 0, FREE: 1, ASSIGNED: 2, RELEASING: 3 };

/** What an assignment or release answers when it is only emulated; "assigned" for both (section 6.4). */
export const emulated = { id: 42, id_vm: '-fake_id-', result: 'Node -fake_id- assigned', ...ok };

/** `{"status": "ok"}`. */
export function statusOk(): unknown {
  return { ...ok };
}

export function nodesShape(pages: readonly NodesData[]): unknown {
  return {
    nodes: pages.flatMap(({ cloud }) => cloud.nodes.nodes.map((node) => nodeShape(node, cloud))),
    ...ok,
  };
}

/** The key is plural, its value one object (section 5.1). */
export function startShape(node: StartedNode): unknown {
  return { nodes: nodeShape(node, node.cloud), ...ok };
}

export function imagesShape(pages: readonly ImagesData[]): unknown {
  const images = pages.flatMap(({ cloud }) =>
    cloud.images.nodes.map(({ nativeId, name }) => ({ id: nativeId, name, ...cloudKeys(cloud) })),
  );
  return { images, ...ok };
}

/** The key is `flavors` under either URL (section 4.3). */
export function sizesShape(pages: readonly SizesData[]): unknown {
  const flavors = pages.flatMap(({ cloud }) =>
    cloud.sizes.nodes.map(({ nativeId, name, ram, disk, cpu }) => ({
      id: nativeId,
      name,
      ram,
      disk,
      cpu: cpu ?? 0,
      ...cloudKeys(cloud),
    })),
  );
  return { flavors, ...ok };
}

export function tenantsShape({ cloud }: TenantsData): unknown {
  return {
    tenants: cloud.tenants.map(({ nativeId, name }) => ({ id: nativeId, name, ...cloudKeys(cloud) })),
    ...ok,
  };
}

/** The default cloud first, then the order of the configuration (section 4.5). */
export function cloudsShape({ clouds }: CloudsData): unknown {
  const sorted = [
    ...clouds.filter(({ isDefault }) => isDefault),
    ...clouds.filter(({ isDefault }) => !isDefault),
  ];
  return { served_cloud: sorted.map(({ name, host, provider }) => ({ host, name, type: provider })), ...ok };
}

/** No record at all is an object, not a list (section 6.3). */
export function assignmentsShape(pages: readonly AssignmentsData[]): unknown {
  const records = pages.flatMap(({ cloud }) =>
    cloud.assignments.nodes.map((record) => recordShape(record, cloud.name)),
  );
  return records.length === 0 ? noAssignments() : { nodes: records, ...ok };
}

/** The inventory that holds nothing. */
export function noAssignments(): unknown {
  return { nodes: {}, ...ok };
}

export function stopShape({ stopComputeNode: { nodeId } }: StopData): unknown {
  return { result: `Node ${nodeId} deleted`, ...ok };
}

export function assignShape({ assignComputeNode: { assignment, message } }: AssignData): unknown {
  return { id: assignment.number, id_vm: assignment.nodeId, result: message, ...ok };
}

export function releaseShape({
  releaseComputeNode: { assignment, message, nodeDestroyed },
}: ReleaseData): unknown {
  return {
    id: assignment.number,
    id_vm: assignment.nodeId,
    result: nodeDestroyed ? `${message} and deleted` : message,
    ...ok,
  };
}

export function authShape({ login: { token } }: LoginData): unknown {
  return { ...ok, status_code: 200, token };
}

/** Its keys are in the order they are written in, which spares a list of thousands a copy. */
function nodeShape(node: NodeData, cloud: CloudData): unknown {
  return {
    cloud_type: cloud.providerName,
    extra: node.extra,
    id: node.nativeId,
    name: node.name,
    private_ips: node.privateIps,
    provider: cloud.provider,
    public_ips: node.publicIps,
    state: stateNumbers[node.state] ?? unknownState,
    uuid: node.uuid,
  };
}

function recordShape(record: AssignmentData, cloud: string): unknown {
  return {
    id: record.number,
    id_vm: record.nodeId,
    hostname: record.hostName,
    cloud,
    user: record.user ?? '',
    recipe: record.recipe ?? '',
    recipe_id: record.recipeNumber ?? 0,
    status: statusNumbers[record.status] ?? 0,
    status_desc: record.status,
  };
}

function cloudKeys({ provider, providerName }: CloudData): { provider: string; cloud_type: string } {
  return { provider, cloud_type: providerName };
}
