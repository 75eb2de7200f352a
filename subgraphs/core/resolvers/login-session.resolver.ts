import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql';
import { connectionType, type ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Account } from '../../kernel/identity/account.js';
import { LoginSession } from '../../kernel/identity/login-session.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { CoreLoaders } from '../loaders.js';
import type { CoreServices } from '../services/core-services.js';
import { accountKey } from '../services/account-key.js';
import { listLoginSessions, LoginSessionOrder } from '../services/list-login-sessions.js';
import { revokeLoginSession } from '../services/manage-credentials.js';

const LoginSessionConnection = connectionType(LoginSession, 'login sessions');

registerEnumType(LoginSessionOrder, {
  name: 'LoginSessionOrder',
  description: 'The order of a list of login sessions.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'The last login first.' },
    CREATED_AT_ASC: { description: 'The first login first.' },
  },
});

/** What a list of login sessions is narrowed to. */
@InputType({ description: 'What a list of login sessions is narrowed to.' })
export class LoginSessionFilter {
  @Field(() => ID, { nullable: true, description: 'Global id of the account.' })
  accountId?: string | null;
}

/** The session to end. */
@InputType({ description: 'The session to end.' })
export class RevokeLoginSessionInput {
  @Field(() => ID, { description: 'Global id of the session.' })
  id!: string;
}

/** What ending a session gives. */
@ObjectType({ description: 'What ending a session gives.' })
export class RevokeLoginSessionPayload {
  @Field(() => ID, { description: 'Global id of the session that has ended.' })
  id!: string;
}

@Resolver(() => LoginSession)
export class LoginSessionResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('viewer')
  @Query(() => LoginSessionConnection, {
    nullable: true,
    description:
      "The viewer's login sessions that are not over; an administrator sees those of all its accounts.",
  })
  async loginSessions(
    @Arg('filter', () => LoginSessionFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: LoginSessionFilter | null,
    @Arg('orderBy', () => LoginSessionOrder, { defaultValue: 'CREATED_AT_DESC', description: 'The order.' })
    orderBy: LoginSessionOrder,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<LoginSession>> {
    const account = accountKey(filter?.accountId);
    return LoginSessionConnection.of(await listLoginSessions(this.services, viewer, account, orderBy, page));
  }

  @Access('viewer')
  @Mutation(() => RevokeLoginSessionPayload, {
    nullable: true,
    description:
      'Ends a session of the viewer or, by an administrator, of another, everywhere within a second.',
  })
  async revokeLoginSession(
    @Arg('input', () => RevokeLoginSessionInput, { description: 'The session.' })
    input: RevokeLoginSessionInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<RevokeLoginSessionPayload> {
    await revokeLoginSession(this.services, viewer, input.id);
    return { id: input.id };
  }

  @FieldResolver(() => Account, { nullable: true, description: 'The account that logged in.' })
  account(@Root() session: LoginSession, @Ctx() context: RequestContext): Promise<Account | null> {
    return CoreLoaders.of(this.services, context).accounts.load(session.accountId);
  }
}
