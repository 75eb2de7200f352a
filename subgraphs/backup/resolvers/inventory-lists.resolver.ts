import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root, type ClassType } from 'type-graphql';
import type { ConnectionObject, Page } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { FlavorConnection } from '../entities/flavor.js';
import { HypervisorClusterConnection } from '../entities/hypervisor-cluster.js';
import { HypervisorConnection } from '../entities/hypervisor.js';
import { HypervisorManager } from '../entities/hypervisor-manager.js';
import { HypervisorStorageConnection } from '../entities/hypervisor-storage.js';
import { Managed } from '../entities/managed.js';
import { NetworkConnection } from '../entities/network.js';
import { ProjectConnection } from '../entities/project.js';
import { BackupLoaders } from '../loaders.js';
import { inventoryKinds, type InventoryKind } from '../services/inventory-kinds.js';
import { listInventory } from '../services/list-inventory.js';
import type { BackupParts } from '../services/parts.js';
import {
  HypervisorStorageFilter,
  InventoryFilter,
  InventoryOrder,
  NetworkFilter,
} from './inventory.inputs.js';

type Connection = ClassType<ConnectionObject<Managed>> & {
  of(page: Page<Managed>): ConnectionObject<Managed>;
};

interface ListedInventory {
  readonly kind: InventoryKind;
  readonly connection: Connection;
  /** Name of the root field. */
  readonly root: string;
  readonly noun: string;
  readonly filter: ClassType<InventoryFilter>;
}

function listed(
  kind: unknown,
  connection: unknown,
  root: string,
  noun: string,
  filter: ClassType<InventoryFilter> = InventoryFilter,
): ListedInventory {
  return { kind: kind as InventoryKind, connection: connection as Connection, root, noun, filter };
}

const lists: readonly ListedInventory[] = [
  listed(inventoryKinds.Project, ProjectConnection, 'projects', 'projects of the platforms'),
  listed(
    inventoryKinds.HypervisorCluster,
    HypervisorClusterConnection,
    'hypervisorClusters',
    'hypervisor clusters',
  ),
  listed(inventoryKinds.Hypervisor, HypervisorConnection, 'hypervisors', 'hypervisors'),
  listed(
    inventoryKinds.HypervisorStorage,
    HypervisorStorageConnection,
    'hypervisorStorages',
    'storages of the platforms',
    HypervisorStorageFilter,
  ),
  listed(inventoryKinds.Network, NetworkConnection, 'networks', 'networks of the platforms', NetworkFilter),
  listed(inventoryKinds.Flavor, FlavorConnection, 'flavors', 'flavors of the platforms'),
];

/** The class of the resolver of one list. */
function inventoryResolver({
  kind,
  connection,
  root,
  noun,
  filter: Filter,
}: ListedInventory): new (parts: BackupParts) => object {
  @Resolver(() => kind.entity)
  class InventoryListResolver {
    constructor(private readonly parts: BackupParts) {}

    @Access('viewer')
    @Query(() => connection, {
      name: root,
      nullable: true,
      description: `The ${noun}, by name unless told otherwise.`,
    })
    async list(
      @Args(() => PageArgs) page: PageArgs,
      @Arg('filter', () => Filter, { nullable: true, description: 'Which ones.' })
      filter: InventoryFilter | null,
      @Arg('orderBy', () => InventoryOrder, { nullable: true, description: 'Their order.' })
      orderBy: InventoryOrder | null,
      @Ctx() { viewer }: RequestContext,
    ): Promise<ConnectionObject<Managed>> {
      return connection.of(
        await listInventory(this.parts.store.sql, kind, { viewer, page, filter, orderBy }),
      );
    }

    @FieldResolver(() => HypervisorManager, {
      nullable: true,
      description: 'Hypervisor manager that tells of it.',
    })
    manager(
      @Root() { managerGuid }: Managed,
      @Ctx() context: RequestContext,
    ): Promise<HypervisorManager | null> {
      return BackupLoaders.of(this.parts, context).manager.load(managerGuid);
    }
  }
  return InventoryListResolver;
}

const classes = lists.map(inventoryResolver);

/** One resolver per list of the inventory besides machines. */
export function inventoryResolvers(parts: BackupParts): readonly object[] {
  return classes.map((InventoryListResolver) => new InventoryListResolver(parts));
}
