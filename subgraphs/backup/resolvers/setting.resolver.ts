import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Credential, CredentialConnection } from '../entities/credential.js';
import { MailingList, MailingListConnection } from '../entities/mailing-list.js';
import { credentials, listSettings, mailingLists } from '../services/find-settings.js';
import type { BackupParts } from '../services/parts.js';
import {
  createCredential,
  createMailingList,
  deleteSetting,
  updateCredential,
  updateMailingList,
} from '../services/put-setting.js';
import { PolicyLoaders } from './policy-loaders.js';
import { CredentialPayload, DeletedPayload, MailingListPayload } from './policy-payloads.js';
import {
  CreateCredentialInput,
  CreateMailingListInput,
  DeleteCredentialInput,
  DeleteMailingListInput,
  NamedFilter,
  NamedOrder,
  UpdateCredentialInput,
  UpdateMailingListInput,
} from './setting.inputs.js';

/** Mailing lists and credentials (vprotect.md 3.10). */
@Resolver()
export class SettingResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('viewer')
  @Query(() => MailingListConnection, { nullable: true, description: 'Mailing lists, by name.' })
  async mailingLists(
    @Args() page: PageArgs,
    @Arg('filter', () => NamedFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: NamedFilter | null,
    @Arg('orderBy', () => NamedOrder, {
      nullable: true,
      description: 'The order; the usual one when absent.',
    })
    orderBy: NamedOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<MailingList>> {
    return MailingListConnection.of(
      await listSettings(this.parts.store.sql, mailingLists, viewer, page, filter, orderBy),
    );
  }

  @Access('operator')
  @Query(() => CredentialConnection, { nullable: true, description: 'Credentials of machines, by name.' })
  async credentials(
    @Args() page: PageArgs,
    @Arg('filter', () => NamedFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: NamedFilter | null,
    @Arg('orderBy', () => NamedOrder, {
      nullable: true,
      description: 'The order; the usual one when absent.',
    })
    orderBy: NamedOrder | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Credential>> {
    return CredentialConnection.of(
      await listSettings(this.parts.store.sql, credentials, viewer, page, filter, orderBy),
    );
  }

  @Access('operator')
  @Mutation(() => MailingListPayload, { nullable: true, description: 'Makes a mailing list.' })
  async createMailingList(
    @Arg('input', () => CreateMailingListInput, { description: 'The list.' }) input: CreateMailingListInput,
    @Ctx() context: RequestContext,
  ): Promise<MailingListPayload> {
    return this.mailingList(await createMailingList(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => MailingListPayload, { nullable: true, description: 'Changes a mailing list.' })
  async updateMailingList(
    @Arg('input', () => UpdateMailingListInput, { description: 'The change.' }) input: UpdateMailingListInput,
    @Ctx() context: RequestContext,
  ): Promise<MailingListPayload> {
    return this.mailingList(await updateMailingList(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => DeletedPayload, {
    nullable: true,
    description: 'Deletes a mailing list; policies that used it have none then.',
  })
  async deleteMailingList(
    @Arg('input', () => DeleteMailingListInput, { description: 'Which.' }) { guid }: DeleteMailingListInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<DeletedPayload> {
    await deleteSetting(this.parts, 'mailing_list', guid, viewer);
    return { guid: guid.toLowerCase() };
  }

  @Access('operator')
  @Mutation(() => CredentialPayload, { nullable: true, description: 'Makes a credential.' })
  async createCredential(
    @Arg('input', () => CreateCredentialInput, { description: 'The credential.' })
    input: CreateCredentialInput,
    @Ctx() context: RequestContext,
  ): Promise<CredentialPayload> {
    return this.credential(await createCredential(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => CredentialPayload, { nullable: true, description: 'Changes a credential.' })
  async updateCredential(
    @Arg('input', () => UpdateCredentialInput, { description: 'The change.' }) input: UpdateCredentialInput,
    @Ctx() context: RequestContext,
  ): Promise<CredentialPayload> {
    return this.credential(await updateCredential(this.parts, input, context.viewer), context);
  }

  @Access('operator')
  @Mutation(() => DeletedPayload, {
    nullable: true,
    description: 'Deletes a credential; machines that used it have none then.',
  })
  async deleteCredential(
    @Arg('input', () => DeleteCredentialInput, { description: 'Which.' }) { guid }: DeleteCredentialInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<DeletedPayload> {
    await deleteSetting(this.parts, 'credential', guid, viewer);
    return { guid: guid.toLowerCase() };
  }

  private async mailingList(guid: string, context: RequestContext): Promise<MailingListPayload> {
    context.clear();
    const mailingList = await PolicyLoaders.of(this.parts, context).mailingList.load(guid);
    if (!mailingList) throw new Error('The mailing list just written is not there.');
    return { mailingList };
  }

  private async credential(guid: string, context: RequestContext): Promise<CredentialPayload> {
    context.clear();
    const credential = await PolicyLoaders.of(this.parts, context).credential.load(guid);
    if (!credential) throw new Error('The credential just written is not there.');
    return { credential };
  }
}
