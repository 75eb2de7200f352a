import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { ComputeNode } from '../entities/compute-node.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import type { BackupParts } from '../services/parts.js';

/** What backup adds to a machine of compute, joined by the platform's id. */
@Resolver(() => ComputeNode)
export class ComputeNodeResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => VirtualMachine, {
    nullable: true,
    description: 'The same machine as backups know it; null when no hypervisor manager has it.',
  })
  virtualMachine(
    @Root() { uuid }: ComputeNode,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> {
    return BackupLoaders.of(this.parts, context).machineByUuid.load(uuid);
  }
}
