import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import { Fault, faultOf } from '../../kernel/errors/fault.js';
import type { TaskRun, TaskType } from '../../kernel/tasks/contract.js';
import type { NodeSpec } from '../drivers/driver.js';
import type { ComputeNodeState } from '../entities/compute-node-state.js';
import { subgraphName } from '../events.js';
import { notSupported } from '../services/catalog.js';
import type { Clouds } from '../services/clouds.js';
import type { Inventory } from '../services/inventory.js';
import { linkTask } from '../services/task-node.js';

const lookEveryMs = 2000;

/** What a start is told. */
export interface StartInput extends NodeSpec {
  readonly cloud: string;
  readonly tenantId: string | null;
}

/** What the work needs. */
export interface StartParts {
  readonly clouds: Clouds;
  readonly inventory: Inventory;
  readonly store: Store;
  readonly buildTimeoutMs: number;
}

/**
 * Starts a machine: `accepted` as soon as the cloud has taken the wish, then `building` until it runs.
 * The task's guid is the token of the one effect, so an attempt after a crash creates no second machine.
 */
export function startTask(parts: StartParts): TaskType<StartInput> {
  return {
    name: 'compute.node.start',
    subgraph: subgraphName,
    meaning: 'Starts a machine in a cloud and waits until it runs.',
    maxAttempts: 1,
    run: async (run) => {
      const { nodeId, state } = savedNode(run) ?? (await create(parts, run));
      await run.step('accepted');
      if (state === 'ERROR' || state === 'PENDING') await waitUntilBuilt(parts, run, nodeId);
      await run.step('running');
      return { cloud: run.input.cloud, nodeId };
    },
  };
}

/** The machine as its cloud gave it, kept for an attempt after a crash. */
interface CreatedNode {
  readonly nodeId: string;
  readonly state: ComputeNodeState;
}

async function create(
  { clouds, inventory, store }: StartParts,
  run: TaskRun<StartInput>,
): Promise<CreatedNode> {
  const { cloud: name, tenantId, ...spec } = run.input;
  const cloud = clouds.get(name);
  const node = await cloud.session().call('start a node', (driver, signal) => {
    if (!driver.createNode) throw notSupported(cloud, 'start nodes');
    return driver.createNode(spec, run.guid, signal);
  });
  const created: CreatedNode = { nodeId: node.id, state: node.state };
  await run.transaction(store, async (tx) => {
    await inventory.add(tx, cloud, { ...node, tenantId: node.tenantId ?? tenantId ?? undefined });
    await linkTask(tx.sql, run.guid, { cloud: name, nativeId: node.id });
    await run.save(tx, { ...created });
  });
  return created;
}

async function waitUntilBuilt(parts: StartParts, run: TaskRun<StartInput>, nodeId: string): Promise<void> {
  const cloud = parts.clouds.get(run.input.cloud);
  const end = performance.now() + parts.buildTimeoutMs;
  for (let looked = false; ; looked = true) {
    const state = await stateOf(parts.store, cloud.name, nodeId);
    if (state === undefined) throw new Fault('CONFLICT', `The node "${nodeId}" was gone before it ran.`);
    if (state === 'ERROR')
      throw new Fault('BACKEND_ERROR', `The cloud "${cloud.name}" failed to build the node "${nodeId}".`);
    if (state !== 'PENDING') return;
    if (performance.now() > end)
      throw new Fault(
        'BACKEND_ERROR',
        `The node "${nodeId}" was still pending after ${parts.buildTimeoutMs} ms.`,
      );
    if (!looked) await run.step('building');
    await delay(lookEveryMs, undefined, { signal: run.signal });
    await look(parts, run);
  }
}

/** A cloud that does not answer now may do so at the next look; the inventory has logged it. */
async function look({ clouds, inventory }: StartParts, run: TaskRun<StartInput>): Promise<void> {
  try {
    await inventory.refresh(clouds.get(run.input.cloud));
  } catch (error) {
    if (!faultOf(error)) throw error;
  }
}

async function stateOf(store: Store, cloud: string, nodeId: string): Promise<ComputeNodeState | undefined> {
  const { rows } = await sql<{ state: ComputeNodeState }>`
    select state from compute.node where cloud = ${cloud} and native_id = ${nodeId}`.execute(store.sql);
  return rows[0]?.state;
}

function savedNode({ checkpoint }: TaskRun<StartInput>): CreatedNode | undefined {
  return checkpoint as CreatedNode | undefined;
}
