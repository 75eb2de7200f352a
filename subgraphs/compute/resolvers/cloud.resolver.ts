import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Assignment, AssignmentConnection } from '../entities/assignment.js';
import { Cloud } from '../entities/cloud.js';
import { CloudTenant } from '../entities/cloud-tenant.js';
import { ComputeNode, ComputeNodeConnection } from '../entities/compute-node.js';
import { Image, ImageConnection } from '../entities/image.js';
import { Size, SizeConnection } from '../entities/size.js';
import { toCloud } from '../services/cloud-row.js';
import { pageOfList } from '../services/page-of-list.js';
import { AssignmentFilter, AssignmentOrderEnum, type AssignmentOrder } from './assignment-inputs.js';
import { CatalogFilter, CatalogOrderEnum, chosen, type CatalogOrder } from './catalog-inputs.js';
import { ComputeNodeFilter, ComputeNodeOrderEnum, type ComputeNodeOrder } from './compute-node-inputs.js';
import { load, type ComputeParts } from './parts.js';

const refreshMeaning =
  'Whether the cloud is asked anew first; otherwise its last listing is shown. Ignored with "after", which continues a listing.';

/** Clouds and what is in them. Whatever asks the cloud itself is nullable, so a cloud that fails costs only its own field. */
@Resolver(() => Cloud)
export class CloudResolver {
  constructor(private readonly parts: ComputeParts) {}

  @Access('viewer')
  @Query(() => [Cloud], {
    nullable: true,
    description: 'The configured clouds, in the order of the configuration.',
  })
  clouds(): readonly Cloud[] {
    return this.parts.clouds.all.map(toCloud);
  }

  @Access('viewer')
  @Query(() => Cloud, {
    nullable: true,
    description: 'A cloud by name. NOT_FOUND when none of that name is configured.',
  })
  cloud(
    @Arg('name', () => String, {
      nullable: true,
      description: 'Name in the configuration; the cloud named "default" when absent.',
    })
    name: string | null,
  ): Cloud {
    return toCloud(this.parts.clouds.get(name));
  }

  @FieldResolver()
  async reachable(@Root() { name }: Cloud, @Ctx() context: RequestContext): Promise<boolean | null> {
    return (await load(context, this.parts).cloudRow.load(name))?.reachable ?? null;
  }

  @FieldResolver()
  async lastError(@Root() { name }: Cloud, @Ctx() context: RequestContext): Promise<string | null> {
    return (await load(context, this.parts).cloudRow.load(name))?.last_error ?? null;
  }

  @FieldResolver()
  async refreshedAt(@Root() { name }: Cloud, @Ctx() context: RequestContext): Promise<Date | null> {
    const at = (await load(context, this.parts).cloudRow.load(name))?.refreshed_at;
    return at == null ? null : new Date(at);
  }

  @FieldResolver(() => ComputeNodeConnection, { nullable: true, description: "The cloud's machines." })
  async nodes(
    @Root() { name }: Cloud,
    @Args() args: PageArgs,
    @Arg('refresh', () => Boolean, { defaultValue: false, description: refreshMeaning }) refresh: boolean,
    @Arg('filter', () => ComputeNodeFilter, { nullable: true, description: 'Which machines the list holds.' })
    filter: ComputeNodeFilter | null,
    @Arg('orderBy', () => ComputeNodeOrderEnum, {
      nullable: true,
      description: "Order; the cloud's own when absent.",
    })
    order: ComputeNodeOrder | null,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionObject<ComputeNode>> {
    await this.prepare(name, refresh && args.after == null);
    const pages = load(context, this.parts).nodesOf({ args, filter, order });
    return ComputeNodeConnection.of(await pages.load(name));
  }

  @FieldResolver(() => ImageConnection, {
    nullable: true,
    description: 'Images its machines can start from, as the cloud tells them now or seconds ago.',
  })
  async images(
    @Root() { name }: Cloud,
    @Args() args: PageArgs,
    @Arg('filter', () => CatalogFilter, { nullable: true, description: 'Which images the list holds.' })
    filter: CatalogFilter | null,
    @Arg('orderBy', () => CatalogOrderEnum, {
      nullable: true,
      description: "Order; the cloud's own when absent.",
    })
    order: CatalogOrder | null,
  ): Promise<ConnectionObject<Image>> {
    const images = await this.parts.catalog.images(this.parts.clouds.get(name));
    return ImageConnection.of(pageOfList(chosen(images, filter, order), args, ({ nativeId }) => nativeId));
  }

  @FieldResolver(() => SizeConnection, {
    nullable: true,
    description: 'Sizes its machines can have, as the cloud tells them now or seconds ago.',
  })
  async sizes(
    @Root() { name }: Cloud,
    @Args() args: PageArgs,
    @Arg('filter', () => CatalogFilter, { nullable: true, description: 'Which sizes the list holds.' })
    filter: CatalogFilter | null,
    @Arg('orderBy', () => CatalogOrderEnum, {
      nullable: true,
      description: "Order; the cloud's own when absent.",
    })
    order: CatalogOrder | null,
  ): Promise<ConnectionObject<Size>> {
    const sizes = await this.parts.catalog.sizes(this.parts.clouds.get(name));
    return SizeConnection.of(pageOfList(chosen(sizes, filter, order), args, ({ nativeId }) => nativeId));
  }

  @FieldResolver(() => [CloudTenant], {
    nullable: true,
    description: 'Its tenants, all of them; empty where the cloud has none.',
  })
  tenants(@Root() { name }: Cloud): Promise<readonly CloudTenant[]> {
    return this.parts.catalog.tenants(this.parts.clouds.get(name));
  }

  @FieldResolver(() => AssignmentConnection, {
    nullable: true,
    description: 'Who has which of its machines.',
  })
  async assignments(
    @Root() { name }: Cloud,
    @Args() args: PageArgs,
    @Arg('refresh', () => Boolean, { defaultValue: false, description: refreshMeaning }) refresh: boolean,
    @Arg('filter', () => AssignmentFilter, { nullable: true, description: 'Which records the list holds.' })
    filter: AssignmentFilter | null,
    @Arg('orderBy', () => AssignmentOrderEnum, { defaultValue: 'NUMBER', description: 'Order of the list.' })
    orderBy: AssignmentOrder,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Assignment>> {
    if (this.parts.keepsAssignments) await this.prepare(name, refresh && args.after == null);
    const criteria = {
      cloud: this.parts.clouds.get(name),
      viewer,
      statuses: filter?.statuses,
      users: filter?.users,
      orderBy,
    };
    return AssignmentConnection.of(await this.parts.assignments.list(criteria, args));
  }

  private async prepare(name: string, refresh: boolean): Promise<void> {
    const cloud = this.parts.clouds.get(name);
    await (refresh ? this.parts.inventory.refresh(cloud) : this.parts.inventory.ensureListed(cloud));
  }
}
