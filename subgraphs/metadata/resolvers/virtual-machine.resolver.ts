import { Arg, Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupClient } from '../entities/backup-client.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { MetadataLoaders } from '../loaders.js';
import type { MetadataParts } from '../services/parts.js';
import { RecordOrder } from '../services/record-order.js';
import { BackupRecordFilter } from './backup-record.inputs.js';
import { BackupRecordConnection } from './connections.js';
import { recordPage } from './record-page.js';

/** What metadata adds to a virtual machine, joined by the host name, or the name where that is not known. */
@Resolver(() => VirtualMachine)
export class VirtualMachineResolver {
  constructor(private readonly parts: MetadataParts) {}

  @Directive('@requires(fields: "name hostName")')
  @FieldResolver(() => BackupRecordConnection, {
    nullable: true,
    description: 'Backups of the host of this name, ignoring case; the newest first unless told otherwise.',
  })
  async backupRecords(
    @Root() machine: VirtualMachine,
    @Args() page: PageArgs,
    @Arg('filter', () => BackupRecordFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: BackupRecordFilter | null,
    @Arg('orderBy', () => RecordOrder, {
      nullable: true,
      description: 'The order; TIMESTAMP_DESC when absent.',
    })
    orderBy: RecordOrder | null,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionObject<BackupRecord>> {
    const name = hostOf(machine);
    const host = name ? { hostKey: name.toLowerCase(), userId: null } : undefined;
    return recordPage(this.parts, context, host, { page, filter, orderBy });
  }

  @Directive('@requires(fields: "name hostName")')
  @FieldResolver(() => [BackupClient], {
    nullable: true,
    description:
      'Backup clients of the host of this name, ignoring case, in the order of their registration; 1000 at most.',
  })
  async backupClients(
    @Root() machine: VirtualMachine,
    @Ctx() context: RequestContext,
  ): Promise<BackupClient[]> {
    const name = hostOf(machine);
    if (!name) return [];
    return MetadataLoaders.of(this.parts, context).clients.load({
      hostKey: name.toLowerCase(),
      userId: null,
    });
  }
}

function hostOf({ hostName, name }: VirtualMachine): string | null {
  return hostName ?? name;
}
