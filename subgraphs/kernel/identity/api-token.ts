import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';

/** A long-lived token by which a program acts for an account. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description:
    'A long-lived token by which a program acts for an account. The token itself is shown once, when it is created.',
})
@Entity({ schema: 'kernel', tableName: 'api_token' })
export class ApiToken implements Node {
  @PrimaryKey({ type: 'uuid', fieldName: 'id' })
  uuid!: string;

  /** SHA-256 of the token in hex. */
  @Property({ type: 'text' })
  hash!: string;

  @Field(() => String, { description: "The token's first characters, by which its owner recognises it." })
  @Property({ type: 'text' })
  prefix!: string;

  @Field(() => String, { description: 'What the token is for, in the words of its owner.' })
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'uuid', fieldName: 'account_id' })
  accountId!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'What the token is confined to, such as "compute:read"; null is all its account may do.',
  })
  @Property({ type: 'array', nullable: true })
  scopes!: string[] | null;

  @Field(() => Date, { description: 'When the token was created.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When the token ends; null is never.' })
  @Property({ type: 'datetime', nullable: true })
  expiresAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'When the token was last used, to a minute; null is never.',
  })
  @Property({ type: 'datetime', nullable: true })
  lastUsedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the token was revoked; null while it was not.' })
  @Property({ type: 'datetime', nullable: true })
  revokedAt!: Date | null;

  get id(): string {
    return toGlobalId('ApiToken', this.uuid);
  }
}

/** A row of `kernel.api_token` as SQL gives it. */
export interface ApiTokenRow {
  readonly id: string;
  readonly hash: string;
  readonly prefix: string;
  readonly name: string;
  readonly account_id: string;
  readonly scopes: string[] | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** The token of a row. */
export function toApiToken(row: ApiTokenRow): ApiToken {
  return Object.assign(new ApiToken(), {
    uuid: row.id,
    hash: row.hash,
    prefix: row.prefix,
    name: row.name,
    accountId: row.account_id,
    scopes: row.scopes,
    createdAt: new Date(row.created_at),
    expiresAt: instant(row.expires_at),
    lastUsedAt: instant(row.last_used_at),
    revokedAt: instant(row.revoked_at),
  });
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
