import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { HypervisorCluster } from '../entities/hypervisor-cluster.js';
import { HypervisorStorage } from '../entities/hypervisor-storage.js';
import { Hypervisor } from '../entities/hypervisor.js';
import { BackupLoaders } from '../loaders.js';
import { inventoryKinds } from '../services/inventory-kinds.js';
import type { BackupParts } from '../services/parts.js';

/** What belongs to a hypervisor. */
@Resolver(() => Hypervisor)
export class HypervisorResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => HypervisorCluster, {
    nullable: true,
    description: 'Cluster it is in; null when the platform does not tell.',
  })
  cluster(
    @Root() { clusterGuid }: Hypervisor,
    @Ctx() context: RequestContext,
  ): Promise<HypervisorCluster | null> | null {
    return BackupLoaders.of(this.parts, context).thing(inventoryKinds.HypervisorCluster, clusterGuid);
  }

  @FieldResolver(() => Int, { description: 'How many virtual machines it runs that are present.' })
  virtualMachineCount(@Root() { guid }: Hypervisor, @Ctx() context: RequestContext): Promise<number> {
    return BackupLoaders.of(this.parts, context).machineCount.load(guid);
  }
}

/** What belongs to a storage of a platform. */
@Resolver(() => HypervisorStorage)
export class HypervisorStorageResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => [HypervisorCluster], { description: 'Clusters that reach it.' })
  clusters(
    @Root() { guid }: HypervisorStorage,
    @Ctx() context: RequestContext,
  ): Promise<readonly HypervisorCluster[]> {
    return BackupLoaders.of(this.parts, context).clustersOf.load(guid);
  }
}
