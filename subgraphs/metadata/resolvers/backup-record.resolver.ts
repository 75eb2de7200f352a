import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupClient } from '../entities/backup-client.js';
import { BackupRecord } from '../entities/backup-record.js';
import { MetadataLoaders } from '../loaders.js';
import { createBackupRecord } from '../services/create-backup-record.js';
import { deleteBackupRecord } from '../services/delete-backup-record.js';
import { findBackupRecord } from '../services/find-backup-record.js';
import { listBackupRecords } from '../services/list-backup-records.js';
import type { MetadataParts } from '../services/parts.js';
import { RecordOrder } from '../services/record-order.js';
import { updateBackupRecord } from '../services/update-backup-record.js';
import {
  BackupRecordFilter,
  BackupRecordLocatorInput,
  ChangeBackupRecordInput,
  CreateBackupRecordInput,
} from './backup-record.inputs.js';
import { BackupRecordConnection, MarkedPageArgs } from './connections.js';
import { documentOf, requiredDocumentOf } from './document-input.js';
import { BackupRecordPayload, DeleteBackupRecordPayload } from './payloads.js';
import { recordFilterOf } from './record-filter.js';

/** Queries and mutations of backup records, and the way to their client. */
@Resolver(() => BackupRecord)
export class BackupRecordResolver {
  constructor(private readonly parts: MetadataParts) {}

  @Access('viewer')
  @Query(() => BackupRecordConnection, {
    nullable: true,
    description: 'Backup records, in the order of their registration unless told otherwise.',
  })
  async backupRecords(
    @Args() page: MarkedPageArgs,
    @Arg('filter', () => BackupRecordFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: BackupRecordFilter | null,
    @Arg('orderBy', () => RecordOrder, {
      nullable: true,
      description: 'The order; INSERTED_ASC when absent.',
    })
    orderBy: RecordOrder | null,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionObject<BackupRecord>> {
    const found = await listBackupRecords(
      this.parts,
      recordFilterOf(filter),
      orderBy ?? RecordOrder.INSERTED_ASC,
      page,
      context.viewer,
    );
    return BackupRecordConnection.of(found);
  }

  @Access('viewer')
  @Query(() => BackupRecord, {
    nullable: true,
    description: 'One backup record; null when there is none you may see.',
  })
  backupRecord(
    @Arg('id', () => ID, { nullable: true, description: 'Its global id.' }) id: string | null,
    @Arg('backupId', () => String, { nullable: true, description: 'Its backup id or its uuid.' }) backupId:
      | string
      | null,
    @Arg('userId', () => String, {
      nullable: true,
      description: 'Its user, where several have a backup of the same id.',
    })
    userId: string | null,
    @Arg('tenantId', () => String, {
      nullable: true,
      description: 'Its tenant; of several backups of the same id in it yours is meant, else the oldest.',
    })
    tenantId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<BackupRecord | null> {
    return findBackupRecord(this.parts, { id, backupId, userId, tenantId }, context.viewer);
  }

  @Access('operator')
  @Mutation(() => BackupRecordPayload, {
    nullable: true,
    description: 'Registers a backup for who asks. CONFLICT when he has registered it already.',
  })
  async createBackupRecord(
    @Arg('input', () => CreateBackupRecordInput, { description: 'The backup.' })
    input: CreateBackupRecordInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupRecordPayload> {
    const document = requiredDocumentOf(input, this.parts.documentBytes);
    return { record: await createBackupRecord(this.parts, document, input.status, context.viewer) };
  }

  @Access('operator')
  @Mutation(() => BackupRecordPayload, {
    nullable: true,
    description: 'Puts members into the document of a record, one level deep, and sets its status.',
  })
  updateBackupRecord(
    @Arg('input', () => ChangeBackupRecordInput, { description: 'The change.' })
    input: ChangeBackupRecordInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupRecordPayload> {
    return this.change('merge', input, context);
  }

  @Access('operator')
  @Mutation(() => BackupRecordPayload, {
    nullable: true,
    description: "Puts a new document in the place of a record's old one, and sets its status.",
  })
  replaceBackupRecord(
    @Arg('input', () => ChangeBackupRecordInput, { description: 'The change.' })
    input: ChangeBackupRecordInput,
    @Ctx() context: RequestContext,
  ): Promise<BackupRecordPayload> {
    return this.change('replace', input, context);
  }

  @Access('operator')
  @Mutation(() => DeleteBackupRecordPayload, {
    nullable: true,
    description: 'Removes a record for good. No error when there is none.',
  })
  async deleteBackupRecord(
    @Arg('input', () => BackupRecordLocatorInput, { description: 'Which one.' })
    input: BackupRecordLocatorInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteBackupRecordPayload> {
    const gone = await deleteBackupRecord(this.parts, input, context.viewer);
    return { deleted: gone !== null, id: gone?.id ?? null };
  }

  @FieldResolver(() => BackupClient, {
    nullable: true,
    description: 'The client of the same user and host, ignoring the case of the host name.',
  })
  async client(@Root() record: BackupRecord, @Ctx() context: RequestContext): Promise<BackupClient | null> {
    const clients = await MetadataLoaders.of(this.parts, context).clients.load(record);
    return clients[0] ?? null;
  }

  private async change(
    kind: 'merge' | 'replace',
    input: ChangeBackupRecordInput,
    context: RequestContext,
  ): Promise<BackupRecordPayload> {
    const document = documentOf(input, this.parts.documentBytes);
    return {
      record: await updateBackupRecord(
        this.parts,
        input,
        { kind, document, status: input.status },
        context.viewer,
      ),
    };
  }
}
