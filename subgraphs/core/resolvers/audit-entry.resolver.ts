import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql';
import { connectionType, type ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Account } from '../../kernel/identity/account.js';
import { AuditEntry } from '../../kernel/identity/audit-entry.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { CoreLoaders } from '../loaders.js';
import { accountKey } from '../services/account-key.js';
import type { CoreServices } from '../services/core-services.js';
import { AuditOrder, listAudit } from '../services/list-audit.js';

const AuditEntryConnection = connectionType(AuditEntry, 'audit entries');

registerEnumType(AuditOrder, {
  name: 'AuditOrder',
  description: 'The order of the audit trail.',
  valuesConfig: {
    AT_DESC: { description: 'The newest first.' },
    AT_ASC: { description: 'The oldest first.' },
  },
});

/** What the audit trail is narrowed to. */
@InputType({ description: 'What the audit trail is narrowed to; everything given must hold.' })
export class AuditFilter {
  @Field(() => ID, { nullable: true, description: 'Global id of the account that did it.' })
  accountId?: string | null;

  @Field(() => String, { nullable: true, description: 'What was done, such as "core.createAccount".' })
  action?: string | null;

  @Field(() => String, { nullable: true, description: 'How it ended: "OK" or an error code.' })
  result?: string | null;

  @Field(() => String, { nullable: true, description: 'Id of the request.' })
  requestId?: string | null;

  @Field(() => Date, { nullable: true, description: 'At this instant or later.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Before this instant.' })
  until?: Date | null;
}

@Resolver(() => AuditEntry)
export class AuditEntryResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('admin')
  @Query(() => AuditEntryConnection, {
    nullable: true,
    description:
      'The audit trail: every login and every change, of all or of the tenant of the administrator.',
  })
  async auditLog(
    @Arg('filter', () => AuditFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: AuditFilter | null,
    @Arg('orderBy', () => AuditOrder, { defaultValue: 'AT_DESC', description: 'The order.' })
    orderBy: AuditOrder,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<AuditEntry>> {
    const { accountId, action, result, requestId, from, until } = filter ?? {};
    const wish = { account: accountKey(accountId), action, result, requestId, from, until };
    return AuditEntryConnection.of(await listAudit(this.services, viewer, wish, orderBy, page));
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: 'The account that did it; null when it was none.',
  })
  account(@Root() entry: AuditEntry, @Ctx() context: RequestContext): Promise<Account | null> | null {
    return entry.accountId === null
      ? null
      : CoreLoaders.of(this.services, context).accounts.load(entry.accountId);
  }
}
