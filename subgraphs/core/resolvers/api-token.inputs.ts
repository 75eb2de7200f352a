import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { ApiTokenOrder } from '../services/list-api-tokens.js';

registerEnumType(ApiTokenOrder, {
  name: 'ApiTokenOrder',
  description: 'The order of a list of API tokens.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'The last created first.' },
    CREATED_AT_ASC: { description: 'The first created first.' },
  },
});

/** What a list of API tokens is narrowed to. */
@InputType({ description: 'What a list of API tokens is narrowed to; everything given must hold.' })
export class ApiTokenFilter {
  @Field(() => ID, { nullable: true, description: 'Global id of the account.' })
  accountId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was revoked.' })
  revoked?: boolean | null;
}

/** An API token to be created. */
@InputType({ description: 'An API token to be created.' })
export class CreateApiTokenInput {
  @Field(() => ID, {
    nullable: true,
    description:
      "Global id of the account; the viewer's own when absent. For others an administrator is needed.",
  })
  accountId?: string | null;

  @Field(() => String, { description: 'What the token is for: 1 to 128 characters.' })
  name!: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'What the token is confined to: "<subgraph>:read", "<subgraph>:write" or "<subgraph>:admin" each; absent is all the account may do.',
  })
  scopes?: string[] | null;

  @Field(() => Date, { nullable: true, description: 'When the token ends; absent is never.' })
  expiresAt?: Date | null;
}

/** The API token to revoke. */
@InputType({ description: 'The API token to revoke.' })
export class RevokeApiTokenInput {
  @Field(() => ID, { description: 'Global id of the token.' })
  id!: string;
}
