import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { connectionType, type ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Account } from '../../kernel/identity/account.js';
import { ApiToken } from '../../kernel/identity/api-token.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { CoreLoaders } from '../loaders.js';
import { accountKey } from '../services/account-key.js';
import type { CoreServices } from '../services/core-services.js';
import { ApiTokenOrder, listApiTokens } from '../services/list-api-tokens.js';
import { createApiToken, revokeApiToken } from '../services/manage-credentials.js';
import { ApiTokenFilter, CreateApiTokenInput, RevokeApiTokenInput } from './api-token.inputs.js';

const ApiTokenConnection = connectionType(ApiToken, 'API tokens');

/** A token that has been created. */
@ObjectType({ description: 'A token that has been created.' })
export class CreateApiTokenPayload {
  @Field(() => String, {
    description: 'The token itself, to be sent as "Authorization: Bearer …". Shown here only.',
  })
  secret!: string;

  @Field(() => ApiToken, { description: 'What is kept of it.' })
  apiToken!: ApiToken;
}

/** What revoking a token gives. */
@ObjectType({ description: 'What revoking a token gives.' })
export class RevokeApiTokenPayload {
  @Field(() => ApiToken, { description: 'The token, which lets nobody in any more.' })
  apiToken!: ApiToken;
}

@Resolver(() => ApiToken)
export class ApiTokenResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('viewer')
  @Query(() => ApiTokenConnection, {
    nullable: true,
    description: "The viewer's API tokens; an administrator sees those of all its accounts.",
  })
  async apiTokens(
    @Arg('filter', () => ApiTokenFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: ApiTokenFilter | null,
    @Arg('orderBy', () => ApiTokenOrder, { defaultValue: 'CREATED_AT_DESC', description: 'The order.' })
    orderBy: ApiTokenOrder,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<ApiToken>> {
    const wish = { account: accountKey(filter?.accountId), revoked: filter?.revoked };
    return ApiTokenConnection.of(await listApiTokens(this.services, viewer, wish, orderBy, page));
  }

  @Access('viewer')
  @Mutation(() => CreateApiTokenPayload, {
    nullable: true,
    description: 'Creates an API token and shows it this once. Needs a login; a token cannot create tokens.',
  })
  createApiToken(
    @Arg('input', () => CreateApiTokenInput, { description: 'The token.' }) input: CreateApiTokenInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<CreateApiTokenPayload> {
    return createApiToken(this.services, viewer, input);
  }

  @Access('viewer')
  @Mutation(() => RevokeApiTokenPayload, {
    nullable: true,
    description:
      'Revokes an API token of the viewer or, by an administrator, of another, everywhere within a second.',
  })
  async revokeApiToken(
    @Arg('input', () => RevokeApiTokenInput, { description: 'The token.' }) input: RevokeApiTokenInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<RevokeApiTokenPayload> {
    return { apiToken: await revokeApiToken(this.services, viewer, input.id) };
  }

  @FieldResolver(() => Account, { nullable: true, description: 'The account the token acts for.' })
  account(@Root() token: ApiToken, @Ctx() context: RequestContext): Promise<Account | null> {
    return CoreLoaders.of(this.services, context).accounts.load(token.accountId);
  }
}
