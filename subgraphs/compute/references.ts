import type { ReferenceResolver } from '../kernel/subgraph/federated-schema.js';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import { keyOf } from '../../schema/global-id.js';
import { BackupClient } from './entities/backup-client.js';
import { BackupRecord } from './entities/backup-record.js';
import { StorageHost } from './entities/storage-host.js';
import { taskOf } from './entities/task.js';
import { load, type ComputeParts } from './resolvers/parts.js';
import { cloudNamed } from './services/cloud-row.js';
import type { OpenCloud } from './services/clouds.js';
import { nodeKeyOf } from './services/node-row.js';

/** Finds what other subgraphs refer to; null for what the viewer may not see or what is not there. */
export function references(parts: ComputeParts): Readonly<Record<string, ReferenceResolver>> {
  const offer =
    (
      type: string,
      list: (cloud: OpenCloud) => Promise<readonly { readonly nativeId: string }[]>,
    ): ReferenceResolver =>
    async ({ id }, context) => {
      const key = nodeKeyOf(type, String(id));
      const cloud = key && parts.clouds.find(key.cloud);
      if (!cloud || context.viewer.role === null) return null;
      return (await list(cloud)).find(({ nativeId }) => nativeId === key.nativeId) ?? null;
    };
  return {
    Cloud: ({ id }, context) => {
      const name = keyOf('Cloud', String(id));
      return name === undefined || context.viewer.role === null ? null : cloudNamed(parts.clouds, name);
    },
    ComputeNode: (reference, context) => node(reference, context, parts),
    Assignment: ({ id }, context) => {
      const key = nodeKeyOf('Assignment', String(id));
      return key ? load(context, parts).assignment.load(key) : null;
    },
    Image: offer('Image', (cloud) => parts.catalog.images(cloud)),
    Size: offer('Size', (cloud) => parts.catalog.sizes(cloud)),
    CloudTenant: offer('CloudTenant', (cloud) => parts.catalog.tenants(cloud)),
    Task: ({ guid }) => taskOf(String(guid)),
    BackupRecord: ({ id, hostName }) => Object.assign(new BackupRecord(), { id, hostName: hostName ?? null }),
    BackupClient: ({ id, hostName }) => Object.assign(new BackupClient(), { id, hostName: hostName ?? null }),
    StorageHost: ({ id, ipAddress }) =>
      Object.assign(new StorageHost(), { id, ipAddress: ipAddress ?? null }),
  };
}

function node(
  reference: Readonly<Record<string, unknown>>,
  context: RequestContext,
  parts: ComputeParts,
): unknown {
  if (typeof reference['uuid'] === 'string') return load(context, parts).nodeByUuid.load(reference['uuid']);
  const key = nodeKeyOf('ComputeNode', String(reference['id']));
  return key ? load(context, parts).node.load(key) : null;
}
