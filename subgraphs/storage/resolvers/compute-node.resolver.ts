import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { ComputeNode } from '../entities/compute-node.js';
import type { InventoryObject } from '../entities/inventory-object.js';
import { StorageHost } from '../entities/storage-host.js';
import { Volume } from '../entities/volume.js';
import { StorageLoaders } from '../loaders.js';
import type { StorageParts } from '../services/parts.js';

/** What storage adds to a machine of compute, joined by its addresses. */
@Resolver(() => ComputeNode)
export class ComputeNodeResolver {
  constructor(private readonly parts: StorageParts) {}

  @Directive('@requires(fields: "publicIps privateIps")')
  @FieldResolver(() => [StorageHost], {
    nullable: true,
    description: 'Hosts that arrays know by one of its addresses.',
  })
  storageHosts(@Root() node: ComputeNode, @Ctx() context: RequestContext): Promise<StorageHost[]> {
    const { hostsAt } = StorageLoaders.of(this.parts, context);
    return unique(addressesOf(node).map((address) => hostsAt.load(address)));
  }

  @Directive('@requires(fields: "publicIps privateIps")')
  @FieldResolver(() => [Volume], {
    nullable: true,
    description:
      'Volumes that arrays show to hosts of one of its addresses, through masking views; at most 1000 a host.',
  })
  async volumes(@Root() node: ComputeNode, @Ctx() context: RequestContext): Promise<Volume[]> {
    const { hostsAt, volumesOf } = StorageLoaders.of(this.parts, context);
    const hosts = await unique(addressesOf(node).map((address) => hostsAt.load(address)));
    return unique(hosts.map((host) => volumesOf.load(host)));
  }
}

function addressesOf({ publicIps, privateIps }: ComputeNode): string[] {
  return [...new Set([...(publicIps ?? []), ...(privateIps ?? [])])].filter((address) => address !== '');
}

async function unique<T extends InventoryObject>(lists: readonly Promise<readonly T[]>[]): Promise<T[]> {
  const all = (await Promise.all(lists)).flat();
  return [...new Map(all.map((thing) => [thing.uuid, thing])).values()];
}
