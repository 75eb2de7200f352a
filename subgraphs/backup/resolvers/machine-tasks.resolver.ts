import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { givenFields, Task } from '../entities/task.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import type { BackupParts } from '../services/parts.js';
import { WorkLoaders } from './work-loaders.js';

/** What is being done to a machine. */
@Resolver(() => VirtualMachine)
export class MachineTasksResolver {
  constructor(private readonly parts: BackupParts) {}

  @Directive(`@provides(fields: "${givenFields}")`)
  @FieldResolver(() => [Task], {
    description: 'Tasks that run on it now, with their progress; those that began first before the others.',
  })
  async runningTasks(@Root() { guid }: VirtualMachine, @Ctx() context: RequestContext): Promise<Task[]> {
    return [...((await WorkLoaders.of(this.parts, context).runningOf.load(guid)) ?? [])];
  }
}
