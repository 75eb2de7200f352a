import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { sql } from 'kysely';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupNode, BackupNodeConnection } from '../entities/backup-node.js';
import { guidIn, listPage, wordIn } from '../services/list-page.js';
import { canRestore } from '../services/restoring-nodes.js';
import type { BackupParts } from '../services/parts.js';
import { BackupNodeFilter, BackupNodeOrder } from './backup-node.inputs.js';
import { nodeKind, WorkLoaders } from './work-loaders.js';

const listed = {
  ...nodeKind,
  orders: {
    NAME: { expression: sql`t.name`, type: 'text' as const },
    SEEN_AT: { expression: sql`t.seen_at`, type: 'timestamptz' as const },
  },
  usual: { field: 'NAME' as const, direction: 'ASC' as const },
};

/** Backup nodes (vprotect.md 3.8). */
@Resolver(() => BackupNode)
export class BackupNodeResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => BackupNodeConnection, { nullable: true, description: 'Backup nodes, by name unless told.' })
  async backupNodes(
    @Arg('filter', () => BackupNodeFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: BackupNodeFilter | null,
    @Arg('orderBy', () => BackupNodeOrder, { nullable: true, description: 'The order; by name when absent.' })
    orderBy: BackupNodeOrder | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<BackupNode>> {
    const where = [
      guidIn('t.guid', filter?.guids),
      wordIn('t.name', filter?.names),
      filter?.backup == null ? sql`true` : canRestore(filter.backup, viewer),
    ];
    return BackupNodeConnection.of(await listPage(this.parts.store.sql, listed, { page, orderBy, where }));
  }

  @Access('viewer')
  @Query(() => BackupNode, { nullable: true, description: 'A backup node; null when there is none.' })
  backupNode(
    @Arg('guid', () => ID, { description: 'Its GUID.' }) guid: string,
    @Ctx() context: RequestContext,
  ): Promise<BackupNode | null> {
    return WorkLoaders.of(this.parts, context).node.load(guid);
  }
}
