import assert from 'node:assert/strict';
import type { ChildOwner } from '../support/child.js';
import { askWell, type GraphPlace } from '../support/graph-client.js';
import { askLegacy } from './legacy-client.js';
import { watch, type LiveEvent } from './watcher.js';

interface TaskEvent extends LiveEvent {
  readonly task: { readonly state: string; readonly progress: number; readonly unitsTotal: number | null };
}

/** An array as Delfin's clients see it. */
export interface LegacyStorage {
  readonly id: string;
  readonly serial_number: string;
  readonly sync_status: string;
}

/** Hosts of an array and what they see of it. */
export interface HostWalk {
  readonly name: string;
  readonly storageHosts: readonly {
    readonly nativeId: string;
    readonly computeNode: { readonly name: string } | null;
  }[];
  readonly volumes: readonly {
    readonly pool: { readonly disks: readonly object[] } | null;
    readonly storage: { readonly uuid: string };
  }[];
}

/** The documented body, for the array without hardware; its first host has the first machine's address. */
const registration = {
  vendor: 'fake_storage',
  model: 'fake_driver',
  storage_name: 'lab-7',
  rest: { host: '127.0.0.1', port: 8443, username: 'monitor', password: 's3cret' },
  extra_attributes: {
    seed: 'journey',
    delay: '0',
    linked: 'true',
    hosts: '3',
    volumes: '40',
    masking_views: '5',
    host_addresses: '127.0.0.1',
  },
};

const taskEvents = `subscription ($after: EventCursor, $guid: ID) {
  taskEvents(after: $after, guid: $guid) { cursor kind task { state progress unitsTotal } }
}`;
const sync = `mutation ($storageUuid: ID!) {
  syncStorage(input: { storageUuid: $storageUuid }) { task { guid } cursor }
}`;
const hostWalk = `query {
  computeNodes(filter: { clouds: ["default"], nativeIds: ["1"] }) {
    nodes {
      name
      storageHosts { nativeId computeNode { name } }
      volumes { pool { disks { nativeId } } storage { uuid } }
    }
  }
}`;

/** Registers an array over Delfin's URL. */
export async function registerArray(place: GraphPlace): Promise<LegacyStorage> {
  const { status, text } = await askLegacy(place, 'POST', '/v1/storages', registration);
  assert.equal(status, 201, text);
  return JSON.parse(text) as LegacyStorage;
}

/** Reads one array over Delfin's URL. */
export async function readArray(place: GraphPlace, id: string): Promise<LegacyStorage> {
  const { status, text } = await askLegacy(place, 'GET', `/v1/storages/${id}`);
  assert.equal(status, 200, text);
  return JSON.parse(text) as LegacyStorage;
}

/** Syncs an array and watches it to the end; gives what the subscription told of the task. */
export async function watchSync(
  owner: ChildOwner,
  place: GraphPlace,
  storageUuid: string,
): Promise<readonly TaskEvent['task'][]> {
  const { syncStorage } = await askWell<{ syncStorage: { task: { guid: string }; cursor: string } }>(
    place,
    sync,
    { storageUuid },
  );
  const { task, cursor } = syncStorage;
  const watcher = watch<TaskEvent>(owner, place, 'taskEvents', taskEvents, {
    after: cursor,
    guid: task.guid,
  });
  await watcher.until('the end of the sync', (event) =>
    ['FINISHED', 'FAILED', 'CANCELLED'].includes(event.task.state),
  );
  return watcher.events.map((event) => event.task);
}

/** From the first machine over the hosts of arrays to their disks. */
export async function walkFromMachine(place: GraphPlace): Promise<HostWalk | undefined> {
  const { computeNodes } = await askWell<{ computeNodes: { nodes: readonly HostWalk[] } }>(place, hostWalk);
  return computeNodes.nodes[0];
}
