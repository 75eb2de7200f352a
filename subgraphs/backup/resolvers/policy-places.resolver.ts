import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { HypervisorCluster } from '../entities/hypervisor-cluster.js';
import { Policy } from '../entities/policy.js';
import { Project } from '../entities/project.js';
import { BackupLoaders } from '../loaders.js';
import { inventoryKinds } from '../services/inventory-kinds.js';
import type { BackupParts } from '../services/parts.js';

/** What of the inventory a policy is confined to. */
@Resolver(() => Policy)
export class PolicyPlacesResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => [HypervisorCluster], {
    description: 'Clusters its auto-assignment is confined to; those that are gone are left out.',
  })
  async clusters(
    @Root() { clusterGuids }: Policy,
    @Ctx() context: RequestContext,
  ): Promise<HypervisorCluster[]> {
    const loaders = BackupLoaders.of(this.parts, context);
    const found = await Promise.all(
      clusterGuids.map((guid) => loaders.thing(inventoryKinds.HypervisorCluster, guid)),
    );
    return found.filter((one) => one !== null);
  }

  @FieldResolver(() => [Project], {
    description: 'Projects that see it as well; those that are gone are left out.',
  })
  async projects(@Root() { projectGuids }: Policy, @Ctx() context: RequestContext): Promise<Project[]> {
    const loaders = BackupLoaders.of(this.parts, context);
    const found = await Promise.all(projectGuids.map((guid) => loaders.thing(inventoryKinds.Project, guid)));
    return found.filter((one) => one !== null);
  }
}
