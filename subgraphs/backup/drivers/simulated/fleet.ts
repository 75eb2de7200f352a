import { createHash } from 'node:crypto';
import type { GivenInventory } from '../inventory.js';
import { seededNumber } from '../seeded-content.js';
import type { SimulatedSettings } from './simulated-settings.js';

type Machine = NonNullable<GivenInventory['machines']>[number];

const works = ['web', 'db', 'app', 'queue', 'cache', 'mail', 'build', 'files'];
const tags = ['production', 'test', 'tier1', 'tier2'];

/** A UUID that depends on the text alone. */
export function seededUuid(text: string): string {
  const hex = createHash('sha256').update(text, 'utf8').digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Everything but the machines. */
export function fleetAround(settings: SimulatedSettings): Omit<GivenInventory, 'machines'> {
  const { seed, projects, clusters, hypervisors } = settings;
  const all = (kind: string, count: number): { uuid: string; name: string }[] =>
    Array.from({ length: count }, (_, i) => ({
      uuid: seededUuid(`${seed} ${kind} ${i}`),
      name: `${kind}-${i + 1}`,
    }));
  const clusterUuids = all('cluster', clusters).map(({ uuid }) => uuid);
  return {
    projects: all('project', projects),
    clusters: all('cluster', clusters),
    hypervisors: all('hypervisor', hypervisors).map((one, i) => ({
      ...one,
      host: `${one.name}.simulated.example`,
      type: 'KVM' as const,
      userName: 'root',
      clusterUuid: clusterUuids[i % clusters],
    })),
    storages: all('storage', 2).map((one) => ({
      ...one,
      totalAvailableSpace: 2 ** 43,
      totalUsedSpace: 2 ** 42,
      clusterUuids,
    })),
    networks: all('network', 3).map((one, i) => ({ ...one, shared: i === 0 })),
    flavors: all('flavor', 3),
  };
}

/** The machines of the fleet, in order; those at the places left out are not there. */
export function fleetMachines(settings: SimulatedSettings): Machine[] {
  const { machines, leftOut } = settings;
  const missing = new Set(leftOut);
  return Array.from({ length: machines }, (_, place) => place)
    .filter((place) => !missing.has(place))
    .map((place) => fleetMachine(settings, place));
}

/** Place of a machine in the fleet by its uuid, without making all of it; undefined when it is none. */
export function fleetPlaces(settings: SimulatedSettings): ReadonlyMap<string, number> {
  const missing = new Set(settings.leftOut);
  const places = Array.from({ length: settings.machines }, (_, place) => place).filter(
    (one) => !missing.has(one),
  );
  return new Map(places.map((place) => [machineUuid(settings, place), place]));
}

/** The machine at a place of the fleet, from 0. */
export function fleetMachine(settings: SimulatedSettings, place: number): Machine {
  const { seed, projects, clusters, hypervisors, disks, diskSize } = settings;
  const draw = seededNumber(`${seed} machine ${place}`);
  const uuid = machineUuid(settings, place);
  const name = `${works[draw % works.length]}-${place + 1}`;
  const host = draw % hypervisors;
  return {
    uuid,
    name,
    ...(projects === 0 ? {} : { projectUuid: seededUuid(`${seed} project ${draw % projects}`) }),
    hypervisorUuid: seededUuid(`${seed} hypervisor ${host}`),
    clusterUuid: seededUuid(`${seed} cluster ${host % clusters}`),
    flavorUuid: seededUuid(`${seed} flavor ${draw % 3}`),
    hostName: `${name}.simulated.example`,
    addresses: [`10.${(place >> 16) & 255}.${(place >> 8) & 255}.${place & 255}`],
    tags: [tags[draw % tags.length] ?? '', `rack-${(draw >> 8) % 10}`],
    disks: Array.from({ length: disks }, (_, i) => ({
      uuid: seededUuid(`${uuid} disk ${i}`),
      name: `disk-${i + 1}`,
      type: 'raw',
      size: diskSize,
      storageUuid: seededUuid(`${seed} storage ${i % 2}`),
    })),
    interfaces: [
      {
        uuid: seededUuid(`${uuid} interface`),
        name: 'eth0',
        networkUuid: seededUuid(`${seed} network ${draw % 3}`),
      },
    ],
  };
}

function machineUuid({ seed }: SimulatedSettings, place: number): string {
  return seededUuid(`${seed} machine ${place}`);
}
