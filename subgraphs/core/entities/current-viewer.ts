import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { AccountRole } from '../../kernel/identity/account.js';
import type { Role, Viewer } from '../../kernel/identity/viewer.js';

/** How a viewer was recognised. */
export const ViewerKind = {
  OPEN: 'open',
  ACCOUNT: 'account',
  TOKEN: 'token',
  DIALECT: 'dialect',
  ANONYMOUS: 'anonymous',
} as const satisfies Record<string, Viewer['kind']>;

registerEnumType(ViewerKind, {
  name: 'ViewerKind',
  description: 'How a viewer was recognised.',
  valuesConfig: {
    OPEN: { description: 'The local user of a server without accounts.' },
    ACCOUNT: { description: 'Signed in with name and password.' },
    TOKEN: { description: 'By an API token.' },
    DIALECT: { description: "By a legacy API's own means." },
    ANONYMOUS: { description: 'Not at all.' },
  },
});

/** GraphQL's view of who asks. */
@ObjectType('Viewer', { description: 'Who asks.' })
export class CurrentViewer {
  @Field(() => ViewerKind, { description: 'How the viewer was recognised.' })
  kind!: Viewer['kind'];

  accountId!: string | null;

  @Field(() => String, { description: 'Id of the user as legacy records keep it.' })
  userId!: string;

  @Field(() => String, { nullable: true, description: 'Name to show; null when unknown.' })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Tenant the viewer is confined to; null is not confined.',
  })
  tenantId!: string | null;

  @Field(() => AccountRole, {
    nullable: true,
    description: 'What the viewer may do; null is nothing but sign in.',
  })
  role!: Role | null;

  @Field(() => [String], {
    nullable: true,
    description: 'What an API token is confined to, such as "compute:read"; null is not confined.',
  })
  scopes!: readonly string[] | null;

  @Field(() => Date, { nullable: true, description: 'When the session or token ends; null is never.' })
  expiresAt!: Date | null;
}

/** What of a viewer the graph shows. */
export function toCurrentViewer({
  kind,
  accountId,
  userId,
  userName,
  tenantId,
  role,
  scopes,
  expiresAt,
}: Viewer): CurrentViewer {
  return Object.assign(new CurrentViewer(), {
    kind,
    accountId,
    userId,
    name: userName,
    tenantId,
    role,
    scopes,
    expiresAt,
  });
}
