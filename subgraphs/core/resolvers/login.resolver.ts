import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver, Directive } from 'type-graphql';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { CurrentViewer, toCurrentViewer } from '../entities/current-viewer.js';
import type { CoreServices } from '../services/core-services.js';
import { loginOnce } from '../services/login-once.js';

/** Name and password. */
@InputType({ description: 'Name and password.' })
export class LoginInput {
  @Field(() => String, { description: 'Name of the account; upper and lower case are the same.' })
  name!: string;

  @Field(() => String, { description: 'The password.' })
  password!: string;
}

/** A session that has begun. */
@ObjectType({ description: 'A session that has begun.' })
export class LoginPayload {
  @Field(() => String, {
    description: 'Bearer token of the session, to be sent as "Authorization: Bearer …". Shown here only.',
  })
  token!: string;

  @Field(() => Date, { description: 'When the session ends at the latest; unused it ends earlier.' })
  expiresAt!: Date;

  @Field(() => CurrentViewer, { description: 'Who has signed in.' })
  viewer!: CurrentViewer;
}

/** What a logout gives. */
@ObjectType({ description: 'What a logout gives.' })
export class LogoutPayload {
  @Field(() => Boolean, { description: 'True: the session has ended.' })
  loggedOut!: boolean;
}

@Resolver()
export class LoginResolver {
  constructor(private readonly services: CoreServices) {}

  // A password costs as much time as a few hundred rows.
  @Directive('@cost(weight: 300)')
  @Access('public')
  @Mutation(() => LoginPayload, {
    nullable: true,
    description:
      'Begins a session. UNAUTHENTICATED for a wrong name or password; RATE_LIMITED with "retryAfter" in seconds after too many failures. An operation may log in once.',
  })
  async login(
    @Arg('input', () => LoginInput, { description: 'Name and password.' }) input: LoginInput,
    @Ctx() context: RequestContext,
  ): Promise<LoginPayload> {
    const { token, expiresAt, viewer } = await loginOnce(this.services, context, input.name, input.password);
    return { token, expiresAt, viewer: toCurrentViewer(viewer) };
  }

  @Access('viewer')
  @Mutation(() => LogoutPayload, {
    nullable: true,
    description: "Ends the viewer's session everywhere. BAD_USER_INPUT for a viewer without one.",
  })
  async logout(@Ctx() { viewer }: RequestContext): Promise<LogoutPayload> {
    await this.services.identity.logout(viewer);
    return { loggedOut: true };
  }
}
