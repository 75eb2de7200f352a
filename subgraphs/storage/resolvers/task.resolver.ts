import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Storage } from '../entities/storage.js';
import { Task } from '../entities/task.js';
import { StorageLoaders } from '../loaders.js';
import type { StorageParts } from '../services/parts.js';

/** What storage adds to a task. */
@Resolver(() => Task)
export class TaskResolver {
  constructor(private readonly parts: StorageParts) {}

  @Directive('@requires(fields: "about { kind id }")')
  @FieldResolver(() => Storage, {
    nullable: true,
    description: 'Storage it is about; null when it is about none, or that is deleted.',
  })
  async storage(@Root() { about }: Task, @Ctx() context: RequestContext): Promise<Storage | null> {
    const uuid = about.find(({ kind }) => kind === 'Storage')?.id;
    return uuid === undefined ? null : StorageLoaders.of(this.parts, context).storage.load(uuid);
  }
}
