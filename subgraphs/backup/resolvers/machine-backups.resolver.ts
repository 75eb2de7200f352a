import DataLoader from 'dataloader';
import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Backup } from '../entities/backup.js';
import { HypervisorCluster } from '../entities/hypervisor-cluster.js';
import { Policy } from '../entities/policy.js';
import { Project } from '../entities/project.js';
import { Snapshot } from '../entities/snapshot.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import { backupCounts } from '../services/backup-counts.js';
import { inventoryKinds } from '../services/inventory-kinds.js';
import type { BackupParts } from '../services/parts.js';
import { DataLoaders, loadMaybe } from './data-loaders.js';

/** The backups a machine is known by. */
@Resolver(() => VirtualMachine)
export class MachineBackupsResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => Backup, {
    nullable: true,
    description: 'Its newest successful backup; null when there never was one.',
  })
  lastBackup(
    @Root() { lastBackupGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Backup | null> {
    return loadMaybe(DataLoaders.of(this.parts, context).backup, lastBackupGuid);
  }

  @FieldResolver(() => Backup, {
    nullable: true,
    description: 'Its newest successful full backup; null when there never was one.',
  })
  lastFullBackup(
    @Root() { lastFullBackupGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Backup | null> {
    return loadMaybe(DataLoaders.of(this.parts, context).backup, lastFullBackupGuid);
  }

  @FieldResolver(() => Backup, {
    nullable: true,
    description: 'Its newest successful incremental backup; null when there never was one.',
  })
  lastIncrementalBackup(
    @Root() { lastIncrementalBackupGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Backup | null> {
    return loadMaybe(DataLoaders.of(this.parts, context).backup, lastIncrementalBackupGuid);
  }

  @FieldResolver(() => Snapshot, {
    nullable: true,
    description: 'The snapshot the next incremental backup compares with; null when none is kept.',
  })
  lastSnapshot(
    @Root() { lastSnapshotGuid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Snapshot | null> {
    return loadMaybe(DataLoaders.of(this.parts, context).snapshot, lastSnapshotGuid);
  }

  @FieldResolver(() => Int, { description: 'How many backups of it are known, removed ones too.' })
  backupCount(@Root() { guid }: VirtualMachine, @Ctx() context: RequestContext): Promise<number> {
    return context.slot('backup counts', () => this.counts()).load(guid);
  }

  private counts(): DataLoader<string, number> {
    return new DataLoader(async (guids) => {
      const counts = await backupCounts(this.parts.store.sql, guids);
      return guids.map((guid) => counts.get(guid) ?? 0);
    });
  }
}

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
