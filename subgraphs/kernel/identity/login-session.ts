import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';

/** One login of an account, until it logs out, is idle for too long, or its time is over. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'One login of an account, until logout, too long idleness, or the end of its time.',
})
@Entity({ schema: 'kernel', tableName: 'login_session' })
export class LoginSession implements Node {
  /** SHA-256 of the session's token in hex. */
  @PrimaryKey({ type: 'text', fieldName: 'id' })
  hash!: string;

  @Property({ type: 'uuid', fieldName: 'account_id' })
  accountId!: string;

  @Field(() => Date, { description: 'When the login was.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When the session was last used, to a minute.' })
  @Property({ type: 'datetime' })
  lastSeenAt!: Date;

  @Field(() => Date, { description: 'When the session ends at the latest.' })
  @Property({ type: 'datetime' })
  expiresAt!: Date;

  @Field(() => String, { nullable: true, description: 'Program that logged in, as it named itself.' })
  @Property({ type: 'text', nullable: true })
  userAgent!: string | null;

  @Field(() => String, { nullable: true, description: 'Address that logged in.' })
  @Property({ type: 'text', nullable: true })
  address!: string | null;

  get id(): string {
    return toGlobalId('LoginSession', this.hash);
  }
}

/** A row of `kernel.login_session` as SQL gives it. */
export interface LoginSessionRow {
  readonly id: string;
  readonly account_id: string;
  readonly created_at: string;
  readonly last_seen_at: string;
  readonly expires_at: string;
  readonly user_agent: string | null;
  readonly address: string | null;
}

/** The session of a row. */
export function toLoginSession(row: LoginSessionRow): LoginSession {
  return Object.assign(new LoginSession(), {
    hash: row.id,
    accountId: row.account_id,
    createdAt: new Date(row.created_at),
    lastSeenAt: new Date(row.last_seen_at),
    expiresAt: new Date(row.expires_at),
    userAgent: row.user_agent,
    address: row.address,
  });
}
