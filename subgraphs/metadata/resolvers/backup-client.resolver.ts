import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupClient } from '../entities/backup-client.js';
import { BackupRecord } from '../entities/backup-record.js';
import { createBackupClient } from '../services/create-backup-client.js';
import { deleteBackupClient } from '../services/delete-backup-client.js';
import { findBackupClient } from '../services/find-backup-client.js';
import { ClientOrder, listBackupClients } from '../services/list-backup-clients.js';
import type { MetadataParts } from '../services/parts.js';
import { registerSharedClient } from '../services/register-shared-client.js';
import { RecordOrder } from '../services/record-order.js';
import { updateBackupClient } from '../services/update-backup-client.js';
import {
  BackupClientFilter,
  BackupClientLocatorInput,
  ChangeBackupClientInput,
  CreateBackupClientInput,
} from './backup-client.inputs.js';
import { BackupRecordFilter } from './backup-record.inputs.js';
import { BackupClientConnection, BackupRecordConnection, MarkedPageArgs } from './connections.js';
import { requiredDocumentOf } from './document-input.js';
import { BackupClientPayload, DeleteBackupClientPayload } from './payloads.js';
import { recordPage } from './record-page.js';
import { searchOf } from './search-input.js';

/** Queries and mutations of backup clients, and the way to their records. */
@Resolver(() => BackupClient)
export class BackupClientResolver {
  constructor(private readonly parts: MetadataParts) {}

  @Access('viewer')
  @Query(() => BackupClientConnection, {
    nullable: true,
    description: 'Backup clients, in the order of their registration unless told otherwise.',
  })
  async backupClients(
    @Args() page: MarkedPageArgs,
    @Arg('filter', () => BackupClientFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: BackupClientFilter | null,
    @Arg('orderBy', () => ClientOrder, {
      nullable: true,
      description: 'The order; INSERTED_ASC when absent.',
    })
    orderBy: ClientOrder | null,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionObject<BackupClient>> {
    const { userId, tenantId, hostName, search } = filter ?? {};
    const wish = { userId, tenantId, hostName, search: searchOf(search) };
    return BackupClientConnection.of(
      await listBackupClients(this.parts, wish, orderBy ?? ClientOrder.INSERTED_ASC, page, context.viewer),
    );
  }

  @Access('viewer')
  @Query(() => BackupClient, {
    nullable: true,
    description: 'One backup client; null when there is none you may see.',
  })
  backupClient(
    @Arg('id', () => ID, { nullable: true, description: 'Its global id.' }) id: string | null,
    @Arg('clientId', () => String, { nullable: true, description: 'The id the client gave itself.' })
    clientId: string | null,
    @Arg('userId', () => String, {
      nullable: true,
      description: 'Its user, where several have a client of the same id.',
    })
    userId: string | null,
    @Arg('tenantId', () => String, {
      nullable: true,
      description: 'Its tenant; of several clients of the same id in it yours is meant, else the oldest.',
    })
    tenantId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<BackupClient | null> {
    return findBackupClient(this.parts, { id, clientId, userId, tenantId }, context.viewer);
  }

  @Access('operator')
  @Mutation(() => BackupClientPayload, {
    nullable: true,
    description: 'Registers a client for who asks. CONFLICT when he has registered it already.',
  })
  async createBackupClient(
    @Arg('input', () => CreateBackupClientInput, { description: 'The client.' })
    input: CreateBackupClientInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupClientPayload> {
    const document = requiredDocumentOf(input, this.parts.documentBytes);
    const register = input.shared === true ? registerSharedClient : createBackupClient;
    return { client: await register(this.parts, document, context.viewer) };
  }

  @Access('operator')
  @Mutation(() => BackupClientPayload, {
    nullable: true,
    description: 'Puts members into the document of a client, one level deep.',
  })
  updateBackupClient(
    @Arg('input', () => ChangeBackupClientInput, { description: 'The change.' })
    input: ChangeBackupClientInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupClientPayload> {
    return this.change('merge', input, context);
  }

  @Access('operator')
  @Mutation(() => BackupClientPayload, {
    nullable: true,
    description: "Puts a new document in the place of a client's old one; its client_id and uuid stay.",
  })
  replaceBackupClient(
    @Arg('input', () => ChangeBackupClientInput, { description: 'The change.' })
    input: ChangeBackupClientInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupClientPayload> {
    return this.change('replace', input, context);
  }

  @Access('operator')
  @Mutation(() => DeleteBackupClientPayload, {
    nullable: true,
    description: 'Removes a client for good. No error when there is none.',
  })
  async deleteBackupClient(
    @Arg('input', () => BackupClientLocatorInput, { description: 'Which one.' })
    input: BackupClientLocatorInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteBackupClientPayload> {
    const gone = await deleteBackupClient(this.parts, input, context.viewer);
    return { deleted: gone !== null, id: gone?.id ?? null };
  }

  @FieldResolver(() => BackupRecordConnection, {
    description:
      'The backups of this client: those of the same user and host, the newest first unless told otherwise.',
  })
  async records(
    @Root() client: BackupClient,
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
    const { hostKey, userId } = client;
    const host = hostKey === null ? undefined : { hostKey, userId };
    return recordPage(this.parts, context, host, { page, filter, orderBy });
  }

  private async change(
    kind: 'merge' | 'replace',
    input: ChangeBackupClientInput,
    context: RequestContext,
  ): Promise<BackupClientPayload> {
    const document = requiredDocumentOf(input, this.parts.documentBytes);
    return { client: await updateBackupClient(this.parts, input, { kind, document }, context.viewer) };
  }
}
