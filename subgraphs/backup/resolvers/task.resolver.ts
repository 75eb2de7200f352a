import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Task } from '../entities/task.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import type { BackupParts } from '../services/parts.js';

/** What backup adds to a task. */
@Resolver(() => Task)
export class TaskResolver {
  constructor(private readonly parts: BackupParts) {}

  @Directive('@requires(fields: "about { kind id }")')
  @FieldResolver(() => VirtualMachine, {
    nullable: true,
    description: 'Virtual machine it is about; null when it is about none, or that was removed.',
  })
  async virtualMachine(
    @Root() { about }: Task,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> {
    const guid = about.find(({ kind }) => kind === 'VirtualMachine')?.id;
    return guid === undefined ? null : BackupLoaders.of(this.parts, context).machine.load(guid);
  }
}
