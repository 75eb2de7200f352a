import type { Log } from '../../subgraphs/kernel/log/log.js';
import { DemoRefusal, type DemoGraph } from './demo-graph.js';
import { askForAlerts, listStorages } from './demo-storages.js';
import { makeWorld, NotEmpty } from './demo-world.js';

const beatMs = 45_000;

/** Makes the world and keeps it going until its graph is closed. A fault is logged, and the next beat tries again. */
export async function live(graph: DemoGraph, folder: string, log: Log, ended: AbortSignal): Promise<void> {
  try {
    await makeWorld(graph, folder);
    log.info('The demo world is complete; "infragraph demo remove" takes it away');
  } catch (err) {
    if (ended.aborted) return;
    if (err instanceof NotEmpty) return log.warn(err.message);
    log.warn({ err }, 'The demo world could not be completed');
  }
  for (let beat = 0; !ended.aborted; beat++) {
    await graph.rest(beatMs).catch(() => undefined);
    if (ended.aborted) return;
    try {
      await happen(graph, beat);
    } catch (err) {
      if (ended.aborted) return;
      if (err instanceof DemoRefusal && err.code === 'UNAUTHENTICATED')
        return log.info('There are accounts now; the demo world goes on without alerts and syncs of its own');
      log.warn({ err }, 'Nothing could happen in the demo world');
    }
  }
}

/** What happens at a beat: mostly an alert is settled, now and then an array has new ones or is read anew. */
async function happen(graph: DemoGraph, beat: number): Promise<void> {
  const storages = await listStorages(graph);
  const storage = storages[beat % Math.max(1, storages.length)];
  if (!storage) return;
  if (beat % 5 === 4) await sync(graph, storage.uuid);
  else await settleOne(graph, storage.uuid);
}

async function sync(graph: DemoGraph, storageUuid: string): Promise<void> {
  await graph.ask(
    `mutation DemoSync($input: SyncStorageInput!) { syncStorage(input: $input) { task { guid } } }`,
    { input: { storageUuid } },
  );
}

/** An array without an open alert has new ones instead. */
async function settleOne(graph: DemoGraph, storageUuid: string): Promise<void> {
  const { alerts } = await graph.ask<{ alerts: { nodes: readonly { sequenceNumber: string | null }[] } }>(
    `query DemoOpenAlerts($filter: AlertFilter) { alerts(first: 1, filter: $filter) { nodes { sequenceNumber } } }`,
    { filter: { storageUuids: [storageUuid], states: ['OPEN'] } },
  );
  const sequenceNumber = alerts.nodes[0]?.sequenceNumber;
  if (sequenceNumber == null) return askForAlerts(graph, storageUuid);
  await graph.ask(
    `mutation DemoClear($input: ClearAlertInput!) { clearAlert(input: $input) { storageUuid } }`,
    { input: { storageUuid, sequenceNumber } },
  );
}
