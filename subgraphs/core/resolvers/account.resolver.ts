import { Arg, Args, Ctx, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { connectionType, type ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Account } from '../../kernel/identity/account.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { CoreServices } from '../services/core-services.js';
import { AccountOrder, listAccounts } from '../services/list-accounts.js';
import { createAccount, managedAccount, setAccountRole } from '../services/manage-accounts.js';
import {
  AccountFilter,
  AccountLocatorInput,
  CreateAccountInput,
  SetAccountPasswordInput,
  SetAccountRoleInput,
} from './account.inputs.js';

const AccountConnection = connectionType(Account, 'accounts');

/** What changing an account gives. */
@ObjectType({ description: 'What changing an account gives.' })
export class AccountPayload {
  @Field(() => Account, { description: 'The account after the change.' })
  account!: Account;
}

@Resolver()
export class AccountResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('admin')
  @Query(() => AccountConnection, {
    nullable: true,
    description: 'The accounts an administrator manages: all, or those of its tenant.',
  })
  async accounts(
    @Arg('filter', () => AccountFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: AccountFilter | null,
    @Arg('orderBy', () => AccountOrder, { defaultValue: 'NAME_ASC', description: 'The order.' })
    orderBy: AccountOrder,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Account>> {
    return AccountConnection.of(await listAccounts(this.services, viewer, filter ?? {}, orderBy, page));
  }

  @Access('admin')
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Creates an account. CONFLICT when the name is taken. The first account closes a server that was open.',
  })
  async createAccount(
    @Arg('input', () => CreateAccountInput, { description: 'The account.' }) input: CreateAccountInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountPayload> {
    return { account: await createAccount(this.services, viewer, input) };
  }

  @Access('admin')
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Ends all sessions of an account and lets it and its tokens in no more. CONFLICT for the last administrator of all tenants.',
  })
  async disableAccount(
    @Arg('input', () => AccountLocatorInput, { description: 'The account.' }) input: AccountLocatorInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountPayload> {
    const { uuid } = await managedAccount(this.services, viewer, input.id);
    return { account: await this.services.identity.accounts.setDisabled(uuid, true) };
  }

  @Access('admin')
  @Mutation(() => AccountPayload, { nullable: true, description: 'Lets an account and its tokens in again.' })
  async enableAccount(
    @Arg('input', () => AccountLocatorInput, { description: 'The account.' }) input: AccountLocatorInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountPayload> {
    const { uuid } = await managedAccount(this.services, viewer, input.id);
    return { account: await this.services.identity.accounts.setDisabled(uuid, false) };
  }

  @Access('admin')
  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Sets a new password and ends all sessions of the account.',
  })
  async setAccountPassword(
    @Arg('input', () => SetAccountPasswordInput, { description: 'Account and password.' })
    input: SetAccountPasswordInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountPayload> {
    const { uuid } = await managedAccount(this.services, viewer, input.id);
    return { account: await this.services.identity.accounts.setPassword(uuid, input.password) };
  }

  @Access('admin')
  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Sets what an account may do, and where. CONFLICT for the last administrator of all tenants.',
  })
  async setAccountRole(
    @Arg('input', () => SetAccountRoleInput, { description: 'Account, role and tenant.' })
    input: SetAccountRoleInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountPayload> {
    return { account: await setAccountRole(this.services, viewer, input.id, input.role, input.tenantId) };
  }
}
