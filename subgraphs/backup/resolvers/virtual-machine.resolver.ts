import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Fault } from '../../kernel/errors/fault.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { ComputeNode, computeNodeOf } from '../entities/compute-node.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import type { BackupParts } from '../services/parts.js';

/** Virtual machines and what belongs to one. */
@Resolver(() => VirtualMachine)
export class VirtualMachineResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => VirtualMachine, {
    nullable: true,
    description:
      "A virtual machine by its GUID or the platform's id; null when there is none the viewer may see.",
  })
  async virtualMachine(
    @Arg('guid', () => ID, {
      nullable: true,
      description: 'Its GUID. Exactly one of guid and uuid is needed.',
    })
    guid: string | null,
    @Arg('uuid', () => ID, {
      nullable: true,
      description:
        "The platform's id; of several machines one that is present, then the first that was found.",
    })
    uuid: string | null,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> {
    const loaders = BackupLoaders.of(this.parts, context);
    if (guid != null && uuid == null) return loaders.machine.load(guid);
    if (uuid != null && guid == null) return loaders.machineByUuid.load(uuid);
    throw new Fault('BAD_USER_INPUT', 'Give exactly one of "guid" and "uuid".');
  }

  @FieldResolver(() => ComputeNode, {
    nullable: true,
    description: 'Cloud machine of the same platform id; null when no cloud has it.',
  })
  computeNode(@Root() { uuid }: VirtualMachine): ComputeNode {
    return computeNodeOf(uuid);
  }
}
