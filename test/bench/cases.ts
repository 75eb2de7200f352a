import type { BenchRequest } from './messages.js';
import { benchDisks, benchHosts } from './seed-storage.js';
import { pageMachines, pageVolumes } from './seed-page.js';
import { manyNodes, someNodes, type Seeded } from './seed.js';

/** One read that is measured. */
export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly request: (seeded: Seeded) => BenchRequest;
  /** How often this text must be in the answer, so that an answer of the right form but without the data fails. */
  readonly holds: Holds | ((seeded: Seeded) => Holds);
  /** The same of other texts. */
  readonly alsoHolds?: readonly Holds[];
  /** How many ask at once; as many as usual unless told. */
  readonly connections?: number;
}

/** A text, and how often an answer holds it. */
export type Holds = readonly [text: string, times: number];

/** Name of the case that has machines filled in besides what all cases need. */
export const vmPage = 'graphql-vm-page';

/** The main reads of REST and GraphQL. */
export const benchCases: readonly BenchCase[] = [
  {
    name: 'rest-nodes-2',
    title: 'GET /api/v1/nodes, 2 nodes',
    request: () => get('/api/v1/nodes'),
    holds: ['"dummy-', 2],
  },
  {
    name: 'rest-nodes-1000',
    title: 'GET /api/v1/nodes, 1,000 nodes',
    request: () => get(`/api/v1/nodes/${manyNodes.cloud}`),
    holds: ['"dummy-', manyNodes.count],
  },
  {
    name: 'rest-sizes',
    title: 'GET /api/v1/sizes',
    request: () => get('/api/v1/sizes'),
    holds: ['"ram"', 4],
  },
  {
    name: 'rest-backups',
    title: 'GET /v1/backups?limit=100',
    request: () => get('/v1/backups?limit=100'),
    holds: ['"backup_uuid"', 100],
  },
  {
    name: 'rest-backup',
    title: 'GET /v1/backups/{id}',
    request: ({ backupId }) => get(`/v1/backups/${backupId}`),
    holds: ['"backup_uuid"', 1],
  },
  {
    name: 'graphql-clouds',
    title: 'GraphQL clouds with nodes',
    request: () => graphql('{ clouds { name nodes(first: 2) { nodes { id name uuid state publicIps } } } }'),
    holds: ['"dummy-', 2 * 4],
  },
  {
    name: 'graphql-federated',
    title: 'GraphQL nodes + records + clients, 50 nodes',
    request: () =>
      graphql(
        `
          query ($cloud: String!) {
            cloud(name: $cloud) {
              nodes(first: 50) {
                nodes {
                  name
                  state
                  backupRecords(first: 3) {
                    nodes {
                      backupId
                      status
                      takenAt
                      level
                    }
                  }
                  backupClients {
                    clientId
                  }
                }
              }
            }
          }
        `,
        { cloud: someNodes.cloud },
      ),
    holds: ['"backupId"', 3 * someNodes.count],
  },
  {
    name: 'graphql-task',
    title: 'GraphQL task by guid',
    request: ({ taskGuid }) =>
      graphql('query ($guid: ID!) { task(guid: $guid) { guid type state progress title createdAt } }', {
        guid: taskGuid,
      }),
    holds: ['"FINISHED"', 1],
  },
  {
    name: 'rest-volumes',
    title: 'GET /v1/volumes?limit=1000',
    request: () => get('/v1/volumes?limit=1000'),
    holds: ['"native_volume_id"', 1000],
  },
  {
    name: 'rest-volumes-of-storage',
    title: 'GET /v1/volumes?storage_id={id}&limit=50',
    request: ({ storageId }) => get(`/v1/volumes?storage_id=${storageId}&limit=50`),
    holds: ['"native_volume_id"', 50],
  },
  {
    name: 'graphql-host-walk',
    title: `GraphQL ${benchHosts.count} hosts to their disks`,
    request: ({ storageId }) =>
      graphql(
        `
          query ($storage: String!) {
            storageHosts(filter: { storageUuids: [$storage] }, first: 50) {
              nodes {
                name
                hostGroups {
                  name
                  maskingViews {
                    name
                    volume {
                      name
                      pool {
                        name
                        disks {
                          name
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        `,
        { storage: storageId },
      ),
    holds: ['"bench disk ', benchHosts.count * benchHosts.views * benchDisks],
  },
  {
    name: vmPage,
    title: `GraphQL page of ${pageMachines} machines with nodes, volumes, backups, tasks`,
    request: () =>
      graphql(
        `
          query ($first: Int) {
            virtualMachines(first: $first) {
              nodes {
                guid
                name
                protection
                nextBackupAt
                policy {
                  name
                }
                computeNode {
                  name
                  state
                  publicIps
                  volumes {
                    name
                    totalCapacity
                    pool {
                      name
                    }
                    storage {
                      name
                    }
                  }
                }
                lastBackup {
                  status
                  snapshotTime
                  size
                }
                runningTasks {
                  guid
                  type
                  state
                  progress
                }
              }
            }
          }
        `,
        { first: pageMachines },
      ),
    holds: ['"totalCapacity"', pageVolumes],
    alsoHolds: [
      ['"policy":{', pageMachines],
      ['"lastBackup":{', pageMachines],
      ['"progress"', pageMachines],
      ['"nextBackupAt":"', pageMachines],
    ],
  },
];

function get(path: string): BenchRequest {
  return { method: 'GET', path, headers: {} };
}

function graphql(query: string, variables: Readonly<Record<string, unknown>> = {}): BenchRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  };
}
