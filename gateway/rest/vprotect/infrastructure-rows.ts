import { z } from 'zod';
import type { PagedRow, Row } from '../route.js';
import { guid } from './body-values.js';
import { enumObject } from './enum-catalogue.js';
import * as graph from './infrastructure-operations.js';
import { notFound } from './faults.js';
import { itemRow } from './item-row.js';
import { countedList, listRow, type GraphPage } from './list-row.js';
import type { QueryFilter } from './list-query.js';
import { readBody } from './read-body.js';
import { millisOf, numberOf, reference, references, sizeOf } from './wire-values.js';

const byManager: readonly QueryFilter[] = [
  {
    names: ['hypervisor-manager'],
    kind: 'guid',
    member: 'managers',
    many: true,
    meaning: 'The hypervisor manager.',
  },
];

const toBeRestored: QueryFilter = {
  names: ['backup-to-be-restored'],
  kind: 'guid',
  member: 'backup',
  many: false,
  meaning: 'The backup that is to be restored.',
};

const machinesBody = z.array(guid.nullable(), 'must be a list');

/** Where machines run and backups go (vprotect.md 3.8). */
export const infrastructureRows: readonly Row[] = [
  listRow<graph.HypervisorData>({
    path: '/hypervisors',
    summary: 'Hypervisors.',
    operation: graph.listHypervisors,
    shape: hypervisorShape,
    filters: byManager,
    columns: ['name', 'host', 'guid', 'hvManager.name', 'cluster.name'],
  }),
  itemRow<{ readonly nodes: readonly graph.HypervisorData[] }>(
    '/hypervisors/:guid',
    'hypervisor',
    graph.showHypervisor,
    ({ nodes: [hypervisor] }) => {
      if (!hypervisor) throw notFound('hypervisor');
      return hypervisorShape(hypervisor);
    },
  ),
  listRow<graph.ManagerData>({
    path: '/hypervisor-managers',
    summary:
      'Hypervisor managers; those able to take a backup where one is named, that of its machine first.',
    operation: graph.listManagers,
    shape: managerShape,
    search: 'text',
    columns: ['name', 'url'],
    filters: [toBeRestored],
  }),
  listRow<graph.ManagedData>({
    path: '/hypervisor-clusters',
    summary: 'Clusters.',
    operation: graph.listClusters,
    shape: managedShape,
    filters: byManager,
  }),
  listRow<graph.StorageData>({
    path: '/hypervisor-storages',
    summary: 'Storages of hypervisor managers.',
    operation: graph.listStorages,
    shape: (storage) => ({
      ...managedShape(storage),
      totalAvailableSpace: numberOf(storage.totalAvailableSpace),
      totalUsedSpace: numberOf(storage.totalUsedSpace),
      clusters: references(storage.clusters),
    }),
    filters: [
      ...byManager,
      {
        names: ['hypervisor'],
        kind: 'guid',
        member: 'hypervisors',
        many: true,
        meaning: 'A hypervisor that reaches it.',
      },
    ],
  }),
  listRow<graph.ManagedData>({
    path: '/network',
    summary: 'Networks.',
    operation: graph.listNetworks,
    shape: managedShape,
    filters: byManager,
  }),
  listRow<graph.ManagedData>({
    path: '/network/shared',
    summary: 'Networks that all projects share.',
    operation: graph.listNetworks,
    shape: managedShape,
    fixed: { shared: true },
    filters: byManager,
  }),
  listRow<graph.ManagedData>({
    path: '/projects',
    summary: 'Projects, which are the tenants.',
    operation: graph.listProjects,
    shape: managedShape,
    filters: byManager,
  }),
  listRow<graph.NodeData>({
    path: '/nodes',
    summary: 'The nodes that move data; those able to restore a backup where one is named.',
    operation: graph.listNodes,
    shape: nodeShape,
    columns: ['name', 'nodeIP', 'guid'],
    filters: [toBeRestored],
  }),
  {
    method: 'GET',
    path: '/node-configs',
    access: 'dialect',
    status: 200,
    document: { summary: 'Configurations of nodes. Here all nodes have the one of their own settings.' },
    answer: () => countedList([{ guid: '00000000-0000-4000-8000-000000000001', name: 'Default' }]),
  },
  listRow<graph.DestinationData>({
    path: '/backup-destinations',
    summary: 'Where backups can go.',
    operation: graph.listDestinations,
    shape: destinationShape,
    columns: ['name', 'description', 'guid', 'type.description'],
  }),
  usableRow(),
];

/** A destination of backups. */
export function destinationShape(destination: graph.DestinationData): Readonly<Record<string, unknown>> {
  return {
    ...reference(destination),
    type: enumObject('BackupDestinationType', destination.type),
    description: destination.description ?? undefined,
    defaultBackupDestination: destination.isDefault,
    totalUsedSpace: sizeOf(destination.totalUsedSpace),
    totalAvailableSpace: sizeOf(destination.totalAvailableSpace),
    visibleForAllVms: destination.visibleForAllVms,
  };
}

/** How much of a node's staging space is taken; all three are always there. */
export function stagingShape({ stagingTotal, stagingAvailable }: graph.NodeData): {
  readonly totalSpace: number;
  readonly usedSpace: number;
  readonly availableSpace: number;
} {
  const [totalSpace, availableSpace] = [sizeOf(stagingTotal), sizeOf(stagingAvailable)];
  return { totalSpace, usedSpace: Math.max(0, totalSpace - availableSpace), availableSpace };
}

function hypervisorShape(hypervisor: graph.HypervisorData): Readonly<Record<string, unknown>> {
  return {
    ...reference(hypervisor),
    host: hypervisor.host,
    type: enumObject('HypervisorType', hypervisor.type),
    user: hypervisor.userName ?? undefined,
    cluster: reference(hypervisor.cluster),
    licenseCovered: true,
    vmCount: hypervisor.virtualMachineCount,
    hvManager: reference(hypervisor.manager),
  };
}

function managerShape({ url, type, ...manager }: graph.ManagerData): Readonly<Record<string, unknown>> {
  return { ...reference(manager), url, type: enumObject('HypervisorManagerType', type) };
}

function managedShape({ guid: own, uuid, name }: graph.ManagedData): Readonly<Record<string, unknown>> {
  return { guid: own, uuid, name };
}

function nodeShape(node: graph.NodeData): Readonly<Record<string, unknown>> {
  return {
    ...reference(node),
    nodeIP: node.address,
    version: node.version,
    state: enumObject('NodeState', node.state),
    lastSeen: millisOf(node.seenAt),
    stagingSpace: stagingShape(node),
  };
}

function usableRow(): PagedRow<{ list: GraphPage<graph.DestinationData> }> {
  return {
    method: 'POST',
    path: '/backup-destinations/usable-for-vms',
    access: 'dialect',
    status: 200,
    document: { summary: 'Destinations that all the machines can use.', body: machinesBody },
    operation: graph.listUsable,
    variables: (request) => {
      const machines = readBody(machinesBody, request).filter((machine) => machine !== null);
      return {
        ...(machines.length > 0 ? { filter: { usableFor: machines } } : {}),
        first: 1000,
        counted: false,
      };
    },
    next: ({ list: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    shapePages: (pages) => pages.flatMap(({ list }) => list.nodes.map(destinationShape)),
  };
}
