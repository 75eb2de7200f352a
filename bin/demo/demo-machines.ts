import type { DemoGraph, DemoTask } from './demo-graph.js';

const cloud = 'default';
/** Whose machines they are: what tells them from others when they are taken away. */
const user = 'demo';
const applications = ['web', 'shop', 'mail', 'wiki', 'build', 'search', 'queue', 'cache', 'files', 'monitor'];

/** With the two every dummy cloud begins with they are twelve. */
const added = applications.length;

/** Disks small enough for any laptop, read slowly enough to be watched. */
const disks = { diskSize: 8_388_608, filled: 8_388_608, delayMs: 1200 };
const ownManager = 'orchestrator';

/** A virtual machine as the demo needs it. */
export interface DemoMachine {
  readonly guid: string;
  readonly name: string;
}

/** Starts the machines of the demo where there are none yet, and waits until they can be backed up. */
export async function makeMachines(graph: DemoGraph): Promise<readonly DemoMachine[]> {
  const missing = added - (await assignedNodes(graph)).length;
  for (const application of missing > 0 ? applications.slice(-missing) : []) {
    const { startComputeNode } = await graph.ask<{ startComputeNode: { node: { nativeId: string } | null } }>(
      `mutation DemoStart($input: StartComputeNodeInput!) { startComputeNode(input: $input) { node { nativeId } } }`,
      { input: { cloud, name: application, imageId: '1', sizeId: '1', wait: true } },
    );
    await graph.ask(
      `mutation DemoAssign($input: AssignComputeNodeInput!) { assignComputeNode(input: $input) { task { guid } } }`,
      { input: { cloud, nodeId: startComputeNode.node?.nativeId, user, application, wait: true } },
    );
  }
  await useDisks(graph, disks);
  return listMachines(graph);
}

/** Gives the machines back to their cloud, which destroys them, and forgets them. */
export async function removeMachines(graph: DemoGraph): Promise<number> {
  const before = await listMachines(graph);
  const nodes = await assignedNodes(graph);
  for (const nodeId of nodes)
    await graph.ask(
      `mutation DemoRelease($input: ReleaseComputeNodeInput!) { releaseComputeNode(input: $input) { task { guid } } }`,
      { input: { cloud, nodeId, wait: true } },
    );
  await useDisks(graph, {});
  const left = new Set((await listMachines(graph)).map(({ guid }) => guid));
  const guids = before.map(({ guid }) => guid).filter((guid) => !left.has(guid));
  if (guids.length > 0)
    await graph.ask(
      `mutation DemoForget($input: RemoveVanishedVirtualMachinesInput!) { removeVanishedVirtualMachines(input: $input) { removed } }`,
      { input: { guids } },
    );
  return nodes.length;
}

/** The virtual machines of the cloud that are there, the first started first. */
export async function listMachines(graph: DemoGraph): Promise<readonly DemoMachine[]> {
  const { computeNodes } = await graph.ask<{
    computeNodes: { nodes: readonly { virtualMachine: (DemoMachine & { present: boolean }) | null }[] };
  }>(
    `query DemoMachines($clouds: [String!]) {
      computeNodes(first: 100, filter: { clouds: $clouds }, orderBy: PROVIDER) {
        nodes { virtualMachine { guid name present } }
      }
    }`,
    { clouds: [cloud] },
  );
  return computeNodes.nodes.flatMap(({ virtualMachine }) =>
    virtualMachine?.present ? [virtualMachine] : [],
  );
}

async function assignedNodes(graph: DemoGraph): Promise<string[]> {
  const { assignments } = await graph.ask<{ assignments: { nodes: readonly { nodeId: string }[] } }>(
    `query DemoAssignments($cloud: String, $filter: AssignmentFilter) {
      assignments(first: 100, cloud: $cloud, filter: $filter) { nodes { nodeId } }
    }`,
    { cloud, filter: { users: [user] } },
  );
  return assignments.nodes.map(({ nodeId }) => nodeId);
}

/** Sets what the made-up disks are like, and reads the machines anew. */
async function useDisks(graph: DemoGraph, settings: Readonly<Record<string, number>>): Promise<void> {
  const { hypervisorManagers } = await graph.ask<{
    hypervisorManagers: { nodes: readonly { guid: string; name: string }[] };
  }>('query DemoManagers { hypervisorManagers(first: 100) { nodes { guid name } } }');
  const guid = hypervisorManagers.nodes.find(({ name }) => name === ownManager)?.guid;
  if (guid === undefined)
    throw new Error(`There is no hypervisor manager "${ownManager}" to take machines from.`);
  await graph.ask(
    `mutation DemoDisks($input: UpdateHypervisorManagerInput!) { updateHypervisorManager(input: $input) { manager { guid } } }`,
    { input: { guid, settings } },
  );
  const { syncInventory } = await graph.ask<{ syncInventory: { tasks: readonly DemoTask[] } }>(
    `mutation DemoInventory($input: SyncInventoryInput!) { syncInventory(input: $input) { tasks { guid } } }`,
    { input: { managers: [guid] } },
  );
  await graph.ended(syncInventory.tasks);
}
