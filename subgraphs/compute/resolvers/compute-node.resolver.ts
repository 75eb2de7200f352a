import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { Fault } from '../../kernel/errors/fault.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Assignment } from '../entities/assignment.js';
import { Cloud } from '../entities/cloud.js';
import { ComputeNode, ComputeNodeConnection } from '../entities/compute-node.js';
import { Image } from '../entities/image.js';
import { Size } from '../entities/size.js';
import { listNodes } from '../services/list-nodes.js';
import { nodeKeyOf } from '../services/node-row.js';
import { ComputeNodeFilter, ComputeNodeOrderEnum, type ComputeNodeOrder } from './compute-node-inputs.js';
import { cloudNamed } from '../services/cloud-row.js';
import { load, type ComputeParts } from './parts.js';

/** Machines over all clouds, and what belongs to one. */
@Resolver(() => ComputeNode)
export class ComputeNodeResolver {
  constructor(private readonly parts: ComputeParts) {}

  @Access('viewer')
  @Query(() => ComputeNodeConnection, {
    nullable: true,
    description: 'Machines of all clouds, as the clouds last listed them.',
  })
  async computeNodes(
    @Args() args: PageArgs,
    @Arg('filter', () => ComputeNodeFilter, { nullable: true, description: 'Which machines the list holds.' })
    filter: ComputeNodeFilter | null,
    @Arg('orderBy', () => ComputeNodeOrderEnum, {
      nullable: true,
      description: 'Order; PROVIDER when absent.',
    })
    order: ComputeNodeOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<ComputeNode>> {
    return ComputeNodeConnection.of(await listNodes(this.parts.store, { viewer, args, filter, order }));
  }

  @Access('viewer')
  @Query(() => ComputeNode, {
    nullable: true,
    description: 'A machine by its global id or its uuid; null when there is none the viewer may see.',
  })
  async computeNode(
    @Arg('id', () => ID, { nullable: true, description: 'Global id. Exactly one of id and uuid is needed.' })
    id: string | null,
    @Arg('uuid', () => ID, {
      nullable: true,
      description: 'Its uuid; where two clouds have the same, the machine of the cloud that stands first.',
    })
    uuid: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ComputeNode | null> {
    if ((id === null || id === undefined) === (uuid === null || uuid === undefined))
      throw new Fault('BAD_USER_INPUT', 'Give exactly one of "id" and "uuid".');
    if (uuid != null) return load(context, this.parts).nodeByUuid.load(uuid);
    const key = id == null ? undefined : nodeKeyOf('ComputeNode', id);
    return key ? load(context, this.parts).node.load(key) : null;
  }

  @FieldResolver(() => Cloud, { nullable: true, description: 'Cloud it is in.' })
  cloud(@Root() { cloudName }: ComputeNode): Cloud | null {
    return cloudNamed(this.parts.clouds, cloudName);
  }

  @FieldResolver(() => Assignment, {
    nullable: true,
    description: 'Who has it; null when the assignment service does not know it.',
  })
  assignment(
    @Root() { cloudName, nativeId }: ComputeNode,
    @Ctx() context: RequestContext,
  ): Promise<Assignment | null> {
    return load(context, this.parts).assignment.load({ cloud: cloudName, nativeId });
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description:
      'Image it was started from, as its cloud lists it now; null when the cloud does not tell, or no longer has it.',
  })
  async image(@Root() { cloudName, imageId }: ComputeNode): Promise<Image | null> {
    if (imageId === null) return null;
    const images = await this.parts.catalog.images(this.parts.clouds.get(cloudName));
    return images.find(({ nativeId }) => nativeId === imageId) ?? null;
  }

  @FieldResolver(() => Size, {
    nullable: true,
    description:
      'Its size, as its cloud lists it now; null when the cloud does not tell, or no longer has it.',
  })
  async size(@Root() { cloudName, sizeId }: ComputeNode): Promise<Size | null> {
    if (sizeId === null) return null;
    const sizes = await this.parts.catalog.sizes(this.parts.clouds.get(cloudName));
    return sizes.find(({ nativeId }) => nativeId === sizeId) ?? null;
  }
}
