import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Assignment, AssignmentConnection } from '../entities/assignment.js';
import { Cloud } from '../entities/cloud.js';
import { ComputeNode } from '../entities/compute-node.js';
import { AssignmentFilter, AssignmentOrderEnum, type AssignmentOrder } from './assignment-inputs.js';
import { cloudNamed } from '../services/cloud-row.js';
import { load, type ComputeParts } from './parts.js';

/** Who has which machine. */
@Resolver(() => Assignment)
export class AssignmentResolver {
  constructor(private readonly parts: ComputeParts) {}

  @Access('viewer')
  @Query(() => AssignmentConnection, {
    nullable: true,
    description: 'Assignment records of a cloud.',
  })
  async assignments(
    @Arg('cloud', () => String, {
      nullable: true,
      description: 'Cloud by name; the default cloud when absent.',
    })
    cloud: string | null,
    @Args() args: PageArgs,
    @Arg('filter', () => AssignmentFilter, { nullable: true, description: 'Which records the list holds.' })
    filter: AssignmentFilter | null,
    @Arg('orderBy', () => AssignmentOrderEnum, { defaultValue: 'NUMBER', description: 'Order of the list.' })
    orderBy: AssignmentOrder,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Assignment>> {
    const criteria = {
      cloud: this.parts.clouds.get(cloud),
      viewer,
      statuses: filter?.statuses,
      users: filter?.users,
      orderBy,
    };
    return AssignmentConnection.of(await this.parts.assignments.list(criteria, args));
  }

  @FieldResolver(() => Cloud, { nullable: true, description: 'Cloud the machine is in.' })
  cloud(@Root() { cloudName }: Assignment): Cloud | null {
    return cloudNamed(this.parts.clouds, cloudName);
  }

  @FieldResolver(() => ComputeNode, {
    nullable: true,
    description: 'The machine; null when its cloud no longer lists it.',
  })
  node(
    @Root() { cloudName, nodeId }: Assignment,
    @Ctx() context: RequestContext,
  ): Promise<ComputeNode | null> {
    return load(context, this.parts).node.load({ cloud: cloudName, nativeId: nodeId });
  }
}
