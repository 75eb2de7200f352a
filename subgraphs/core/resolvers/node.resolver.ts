import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { CoreLoaders } from '../loaders.js';
import type { CoreServices } from '../services/core-services.js';
import { findNodes } from '../services/find-nodes.js';

@Resolver()
export class NodeResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('viewer')
  @Query(() => Node, {
    nullable: true,
    description: 'Whatever has this id; null when there is nothing of it to see.',
  })
  node(
    @Arg('id', () => ID, { description: 'A global id.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Node | null> {
    return CoreLoaders.of(this.services, context).nodes.load(id);
  }

  @Access('viewer')
  @Query(() => [Node], {
    nullable: 'itemsAndList',
    description: 'Whatever has these ids, in their order; null where there is nothing to see.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'Up to 1000 global ids.' }) ids: string[],
    @Ctx() context: RequestContext,
  ): Promise<(Node | null)[]> {
    return findNodes(this.services, context, ids);
  }
}
