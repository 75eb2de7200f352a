import { Arg, Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupClient } from '../entities/backup-client.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { ComputeNode } from '../entities/compute-node.js';
import { MetadataLoaders } from '../loaders.js';
import type { MetadataParts } from '../services/parts.js';
import { RecordOrder } from '../services/record-order.js';
import { BackupRecordFilter } from './backup-record.inputs.js';
import { BackupRecordConnection } from './connections.js';
import { recordPage } from './record-page.js';

/** What metadata adds to a machine of compute, joined by the host name. */
@Resolver(() => ComputeNode)
export class ComputeNodeResolver {
  constructor(private readonly parts: MetadataParts) {}

  @Directive('@requires(fields: "name")')
  @FieldResolver(() => BackupRecordConnection, {
    nullable: true,
    description: 'Backups of the host of this name, ignoring case; the newest first unless told otherwise.',
  })
  async backupRecords(
    @Root() node: ComputeNode,
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
    const host = node.name ? { hostKey: node.name.toLowerCase(), userId: null } : undefined;
    return recordPage(this.parts, context, host, { page, filter, orderBy });
  }

  @Directive('@requires(fields: "name")')
  @FieldResolver(() => [BackupClient], {
    nullable: true,
    description:
      'Backup clients of the host of this name, ignoring case, in the order of their registration; 1000 at most.',
  })
  async backupClients(@Root() node: ComputeNode, @Ctx() context: RequestContext): Promise<BackupClient[]> {
    if (!node.name) return [];
    return MetadataLoaders.of(this.parts, context).clients.load({
      hostKey: node.name.toLowerCase(),
      userId: null,
    });
  }
}
