import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Backup, BackupConnection } from '../entities/backup.js';
import { Snapshot } from '../entities/snapshot.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import type { BackupParts } from '../services/parts.js';
import { BackupFilter, BackupOrder } from './backup.inputs.js';
import { DataLoaders, loadMaybe } from './data-loaders.js';

const never = 'null when there never was one.';

/** What backups have made of a machine (vprotect.md 3.1). */
@Resolver(() => VirtualMachine)
export class MachineBackupsResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => Backup, { nullable: true, description: `Its newest successful backup; ${never}` })
  lastBackup(@Root() machine: VirtualMachine, @Ctx() context: RequestContext): Promise<Backup | null> | null {
    return loadMaybe(this.loaders(context).backup, machine.lastBackupGuid);
  }

  @FieldResolver(() => Backup, { nullable: true, description: `Its newest successful full backup; ${never}` })
  lastFullBackup(
    @Root() machine: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Backup | null> | null {
    return loadMaybe(this.loaders(context).backup, machine.lastFullBackupGuid);
  }

  @FieldResolver(() => Backup, {
    nullable: true,
    description: `Its newest successful incremental backup; ${never}`,
  })
  lastIncrementalBackup(
    @Root() machine: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Backup | null> | null {
    return loadMaybe(this.loaders(context).backup, machine.lastIncrementalBackupGuid);
  }

  @FieldResolver(() => Snapshot, {
    nullable: true,
    description: 'The snapshot that the next incremental backup builds on; null when there is none.',
  })
  async lastSnapshot(
    @Root() { guid }: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<Snapshot | null> {
    const [snapshot] = (await this.loaders(context).keptSnapshotsOf.load(guid)) ?? [];
    return snapshot ?? null;
  }

  @FieldResolver(() => Int, {
    description: 'How many backups of it there are, failed and removed ones among them.',
  })
  async backupCount(@Root() { guid }: VirtualMachine, @Ctx() context: RequestContext): Promise<number> {
    return (await this.loaders(context).backupCountOf.load(guid)) ?? 0;
  }

  @FieldResolver(() => BackupConnection, { description: 'Its backups, the newest first unless told.' })
  async backups(
    @Root() { guid }: VirtualMachine,
    @Args() page: PageArgs,
    @Arg('filter', () => BackupFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: BackupFilter | null,
    @Arg('orderBy', () => BackupOrder, {
      nullable: true,
      description: 'The order; the newest first when absent.',
    })
    orderBy: BackupOrder | null,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionObject<Backup>> {
    const others = Object.assign(new BackupFilter(), filter, { virtualMachines: null });
    const pages = this.loaders(context).backupsOf({ page, filter: others, orderBy });
    return BackupConnection.of(await pages.load(guid));
  }

  private loaders(context: RequestContext): DataLoaders {
    return DataLoaders.of(this.parts, context);
  }
}
