import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { HypervisorStorage } from '../entities/hypervisor-storage.js';
import { NetworkInterface } from '../entities/network-interface.js';
import { Network } from '../entities/network.js';
import { VirtualDisk } from '../entities/virtual-disk.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import { inventoryKinds } from '../services/inventory-kinds.js';
import type { BackupParts } from '../services/parts.js';

/** What belongs to a network interface of a machine. */
@Resolver(() => NetworkInterface)
export class NetworkInterfaceResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => Network, {
    nullable: true,
    description: 'Network it is in; null when the platform does not tell.',
  })
  network(
    @Root() { networkGuid }: NetworkInterface,
    @Ctx() context: RequestContext,
  ): Promise<Network | null> | null {
    return BackupLoaders.of(this.parts, context).thing(inventoryKinds.Network, networkGuid);
  }
}

/** What belongs to a disk of a machine. */
@Resolver(() => VirtualDisk)
export class VirtualDiskResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => HypervisorStorage, {
    nullable: true,
    description: 'Storage that keeps it; null when the platform does not tell.',
  })
  storage(
    @Root() { storageGuid }: VirtualDisk,
    @Ctx() context: RequestContext,
  ): Promise<HypervisorStorage | null> | null {
    return BackupLoaders.of(this.parts, context).thing(inventoryKinds.HypervisorStorage, storageGuid);
  }

  @FieldResolver(() => VirtualMachine, {
    nullable: true,
    description: 'Machine it is of; null when the viewer may not see it.',
  })
  virtualMachine(
    @Root() { vmGuid }: VirtualDisk,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> {
    return BackupLoaders.of(this.parts, context).machine.load(vmGuid);
  }
}
