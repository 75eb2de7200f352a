import { sql } from 'kysely';
import { Flavor } from '../entities/flavor.js';
import { HypervisorCluster } from '../entities/hypervisor-cluster.js';
import { HypervisorStorage } from '../entities/hypervisor-storage.js';
import { Hypervisor } from '../entities/hypervisor.js';
import type { Managed } from '../entities/managed.js';
import { Network } from '../entities/network.js';
import { Project } from '../entities/project.js';
import type { ListKind } from './list-page.js';

/** What a list of the inventory can be ordered by. */
export type InventoryOrderField = 'NAME';

/** A kind of thing that managers tell of, besides machines, as lists need it. */
export type InventoryKind<T extends Managed = Managed> = ListKind<T, InventoryOrderField>;

/** Every kind by the name of its type. */
export const inventoryKinds = {
  Project: kind(Project, 'project'),
  HypervisorCluster: kind(HypervisorCluster, 'hypervisor_cluster'),
  Hypervisor: kind(Hypervisor, 'hypervisor'),
  HypervisorStorage: kind(HypervisorStorage, 'hypervisor_storage'),
  Network: kind(Network, 'network'),
  Flavor: kind(Flavor, 'flavor'),
};

function kind<T extends Managed>(entity: new () => T, table: string): InventoryKind<T> {
  return {
    entity,
    from: sql`${sql.table(`backup.${table}`)} t`,
    orders: { NAME: { expression: sql`t.name collate "C"`, type: 'text' } },
    usual: { field: 'NAME', direction: 'ASC' },
  };
}
