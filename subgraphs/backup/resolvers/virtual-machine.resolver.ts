import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Fault } from '../../kernel/errors/fault.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { ComputeNode, computeNodeOf } from '../entities/compute-node.js';
import { Flavor } from '../entities/flavor.js';
import { HypervisorCluster } from '../entities/hypervisor-cluster.js';
import { HypervisorManager } from '../entities/hypervisor-manager.js';
import { Hypervisor } from '../entities/hypervisor.js';
import { NetworkInterface } from '../entities/network-interface.js';
import { Project } from '../entities/project.js';
import { VirtualDisk } from '../entities/virtual-disk.js';
import { VirtualMachine, VirtualMachineConnection } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import { inventoryKinds } from '../services/inventory-kinds.js';
import { listMachines } from '../services/list-machines.js';
import type { BackupParts } from '../services/parts.js';
import { VirtualMachineFilter, VirtualMachineOrder } from './virtual-machine.inputs.js';

/** Virtual machines and what belongs to one. */
@Resolver(() => VirtualMachine)
export class VirtualMachineResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => VirtualMachineConnection, {
    nullable: true,
    description: 'Virtual machines, those that vanished among them, by name unless told otherwise.',
  })
  async virtualMachines(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => VirtualMachineFilter, { nullable: true, description: 'Which ones.' })
    filter: VirtualMachineFilter | null,
    @Arg('orderBy', () => VirtualMachineOrder, { nullable: true, description: 'Their order.' })
    orderBy: VirtualMachineOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<VirtualMachine>> {
    return VirtualMachineConnection.of(
      await listMachines(this.parts.store.sql, { viewer, page, filter, orderBy }),
    );
  }

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
    const loaders = this.loaders(context);
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

  @FieldResolver(() => HypervisorManager, {
    nullable: true,
    description: 'Hypervisor manager that tells of it.',
  })
  manager(
    @Root() { managerGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<HypervisorManager | null> {
    return this.loaders(context).manager.load(managerGuid);
  }

  @FieldResolver(() => Hypervisor, {
    nullable: true,
    description: 'Hypervisor it is on; null when the platform does not tell.',
  })
  hypervisor(
    @Root() machine: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Hypervisor | null> | null {
    return this.loaders(context).thing(inventoryKinds.Hypervisor, machine.hypervisorGuid);
  }

  @FieldResolver(() => HypervisorCluster, {
    nullable: true,
    description: 'Cluster it is in; null when the platform does not tell.',
  })
  cluster(
    @Root() { clusterGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<HypervisorCluster | null> | null {
    return this.loaders(context).thing(inventoryKinds.HypervisorCluster, clusterGuid);
  }

  @FieldResolver(() => Project, { nullable: true, description: 'Project it is in; null when it is in none.' })
  project(
    @Root() { projectGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Project | null> | null {
    return this.loaders(context).thing(inventoryKinds.Project, projectGuid);
  }

  @FieldResolver(() => Flavor, {
    nullable: true,
    description: 'Flavor it has; null when the platform does not tell.',
  })
  flavor(
    @Root() { flavorGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Flavor | null> | null {
    return this.loaders(context).thing(inventoryKinds.Flavor, flavorGuid);
  }

  @FieldResolver(() => [VirtualDisk], {
    description: 'Its disks, in order; one that vanished stays, marked.',
  })
  disks(@Root() { guid }: VirtualMachine, @Ctx() context: RequestContext): Promise<readonly VirtualDisk[]> {
    return this.loaders(context).disksOf.load(guid);
  }

  @FieldResolver(() => [NetworkInterface], { description: 'Its network interfaces, in order.' })
  networkInterfaces(
    @Root() { guid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<readonly NetworkInterface[]> {
    return this.loaders(context).interfacesOf.load(guid);
  }

  private loaders(context: RequestContext): BackupLoaders {
    return BackupLoaders.of(this.parts, context);
  }
}
