import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { askWell, type GraphPlace } from '../support/graph-client.js';
import { lastFirst } from '../support/last-first.js';
import { waitFor } from '../support/wait-for.js';
import { layouts, type House } from './layouts.js';
import { postRecord, startNode, stopNode } from './legacy-client.js';
import { readArray, registerArray, walkFromMachine, watchSync } from './storage-story.js';
import { watch, type LiveEvent } from './watcher.js';

interface SeenNode {
  readonly nativeId: string;
  readonly name: string;
  readonly state: string;
  readonly backupRecords: { readonly nodes: readonly { readonly backupId: string }[] };
}

interface NodeEvent extends LiveEvent {
  readonly node: SeenNode | null;
  readonly nodes: readonly SeenNode[];
}

interface TaskEvent extends LiveEvent {
  readonly task: {
    readonly guid: string;
    readonly state: string;
    readonly progress: number;
    readonly computeNode: { readonly name: string } | null;
  };
}

const seenNode = 'nativeId name state backupRecords { nodes { backupId } }';
const nodeEvents = `subscription ($after: EventCursor) {
  nodeEvents(after: $after, cloud: "default") { cursor kind node { ${seenNode} } nodes { ${seenNode} } }
}`;
const taskEvents = `subscription ($after: EventCursor, $guid: ID) {
  taskEvents(after: $after, guid: $guid) { cursor kind task { guid state progress computeNode { name } } }
}`;
const nodesWithRecords = `query ($ids: [String!]) {
  computeNodes(filter: { clouds: ["default"], nativeIds: $ids }) {
    nodes {
      name
      state
      cloud { name }
      backupRecords { nodes { backupId totalFsFiles computeNode { nativeId } } }
    }
  }
}`;
const start = `mutation {
  startComputeNode(input: { cloud: "default", name: "live", imageId: "1", sizeId: "1" }) { task { guid } cursor }
}`;

/** The story of the nodes as a watcher was told it. */
function told(events: readonly NodeEvent[]): string[] {
  return events.map(({ kind, node }) => `${kind} ${node?.nativeId ?? 'several'}`);
}

/** Whether an event tells this of that node. */
function happened(kind: string, id: string): (event: NodeEvent) => boolean {
  return (event) => event.kind === kind && event.node?.nativeId === id;
}

const owner = lastFirst({ after });

for (const layout of layouts) {
  describe(`the main journey: ${layout.name}`, { skip: layout.missing }, () => {
    let house: House;
    let place: GraphPlace;
    const owned = lastFirst(owner);
    before(async () => {
      house = await layout.open(owned);
      place = house.place;
    });

    it('shows a node started over one REST URL with its record posted over the other, in one query', async () => {
      const started = await startNode(place);
      const backupId = await postRecord(place, started.name.toUpperCase(), 1_700_000_000);

      const { computeNodes } = await askWell<{ computeNodes: { nodes: readonly object[] } }>(
        place,
        nodesWithRecords,
        { ids: [started.id] },
      );

      assert.deepEqual(computeNodes.nodes, [
        {
          name: started.name,
          state: 'RUNNING',
          cloud: { name: 'default' },
          backupRecords: { nodes: [{ backupId, totalFsFiles: 812, computeNode: { nativeId: started.id } }] },
        },
      ]);
    });

    it('shows the node live, from its start to its end, with the fields of other subgraphs', async (t) => {
      const watcher = watch<NodeEvent>(t, place, 'nodeEvents', nodeEvents);
      const snapshot = await watcher.until('the snapshot', () => true);

      const started = await startNode(place);
      const created = await watcher.until('the start', happened('CREATED', started.id));
      const backupId = await postRecord(place, started.name, 1_700_000_001);
      await stopNode(place, started.id);
      const removed = await watcher.until('the end', happened('REMOVED', started.id));

      assert.equal(snapshot.kind, 'SNAPSHOT');
      assert.ok(snapshot.nodes.some(({ nativeId }) => nativeId === '1'));
      assert.deepEqual([created.node?.name, created.node?.state], [started.name, 'RUNNING']);
      assert.ok(removed.node?.backupRecords.nodes.some((record) => record.backupId === backupId));
      assert.equal(new Set(watcher.events.map(({ cursor }) => cursor)).size, watcher.events.length);
    });

    it('shows a task live from the cursor its mutation gave, up to its end and the node it made', async (t) => {
      const { startComputeNode } = await askWell<{
        startComputeNode: { task: { guid: string }; cursor: string };
      }>(place, start);
      const { task, cursor } = startComputeNode;

      const watcher = watch<TaskEvent>(t, place, 'taskEvents', taskEvents, {
        after: cursor,
        guid: task.guid,
      });
      const finished = await watcher.until('the end of the task', (event) => event.task.state === 'FINISHED');

      const states = watcher.events.map((event) => event.task.state);
      assert.deepEqual([...new Set(states)], ['QUEUED', 'RUNNING', 'FINISHED']);
      assert.equal(finished.task.progress, 100);
      assert.match(finished.task.computeNode?.name ?? '', /^dummy-\d+$/);
    });

    it('continues behind the last event after the connection was cut: nothing is lost, nothing told twice', async (t) => {
      const steady = watch<NodeEvent>(t, place, 'nodeEvents', nodeEvents);
      const broken = watch<NodeEvent>(t, place, 'nodeEvents', nodeEvents);
      await steady.until('the snapshot', () => true);
      await broken.until('the snapshot', () => true);
      const first = await startNode(place);
      await broken.until('the first start', happened('CREATED', first.id));

      const cursor = broken.cut();
      const second = await startNode(place);
      await stopNode(place, first.id);
      const resumed = watch<NodeEvent>(t, place, 'nodeEvents', nodeEvents, { after: cursor });
      await stopNode(place, second.id);
      await steady.until('the last end', happened('REMOVED', second.id));
      await resumed.until('the last end', happened('REMOVED', second.id));

      const cursors = (events: readonly NodeEvent[]): string[] => events.map((event) => event.cursor);
      const behind = cursors(steady.events).indexOf(cursor) + 1;
      assert.deepEqual(cursors(resumed.events), cursors(steady.events).slice(behind));
      const story = [`CREATED ${second.id}`, `REMOVED ${first.id}`, `REMOVED ${second.id}`];
      assert.deepEqual(told(resumed.events), story);
    });

    it('shows an array registered over its REST URL: its sync live, its volumes from the machine that sees them', async (t) => {
      const registered = await registerArray(place);
      await waitFor('the first sync', async () => {
        const { sync_status: status } = await readArray(place, registered.id);
        return status === 'SYNCED';
      });

      const told = await watchSync(t, place, registered.id);
      const node = await walkFromMachine(place);

      const progress = told.map((task) => task.progress);
      assert.equal(told.at(-1)?.state, 'FINISHED');
      assert.equal(told.at(-1)?.unitsTotal, 16);
      assert.deepEqual(
        progress,
        progress.toSorted((a, b) => a - b),
      );
      assert.ok(new Set(progress).size > 2, progress.join(', '));
      const [host, ...others] = node?.storageHosts ?? [];
      assert.deepEqual([host?.computeNode?.name, others], [node?.name, []]);
      assert.ok(node?.volumes.length);
      for (const { storage } of node.volumes) assert.equal(storage.uuid, registered.id);
      assert.ok(node.volumes.some(({ pool }) => pool?.disks.length));
    });

    it('ends every process with 0', () => house.stop());
  });
}
