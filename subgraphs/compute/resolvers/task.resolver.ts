import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { ComputeNode } from '../entities/compute-node.js';
import { Task } from '../entities/task.js';
import { load, type ComputeParts } from './parts.js';

/** What compute adds to a task. */
@Resolver(() => Task)
export class TaskResolver {
  constructor(private readonly parts: ComputeParts) {}

  @FieldResolver(() => ComputeNode, {
    nullable: true,
    description: 'Cloud machine it is about, once there is one and while there is.',
  })
  computeNode(@Root() { guid }: Task, @Ctx() context: RequestContext): Promise<ComputeNode | null> {
    return load(context, this.parts).nodeByTask.load(guid);
  }
}
