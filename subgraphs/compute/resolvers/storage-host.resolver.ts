import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { ComputeNode } from '../entities/compute-node.js';
import { StorageHost } from '../entities/storage-host.js';
import { load, type ComputeParts } from './parts.js';

/** What compute adds to a host of an array. */
@Resolver(() => StorageHost)
export class StorageHostResolver {
  constructor(private readonly parts: ComputeParts) {}

  @Directive('@requires(fields: "ipAddress")')
  @FieldResolver(() => ComputeNode, {
    nullable: true,
    description:
      'Machine that has this address, outside or inside; of several the one of the cloud that stands first. Null when there is none the viewer may see.',
  })
  async computeNode(
    @Root() { ipAddress }: StorageHost,
    @Ctx() context: RequestContext,
  ): Promise<ComputeNode | null> {
    return ipAddress ? load(context, this.parts).nodeByAddress.load(ipAddress) : null;
  }
}
