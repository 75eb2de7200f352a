import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import type { Role } from './viewer.js';

/** GraphQL's spelling of the roles. */
export const AccountRole = {
  VIEWER: 'viewer',
  OPERATOR: 'operator',
  ADMIN: 'admin',
} as const satisfies Record<string, Role>;

registerEnumType(AccountRole, {
  name: 'AccountRole',
  description: 'What someone may do, each role including those before it.',
  valuesConfig: {
    VIEWER: { description: 'Reads.' },
    OPERATOR: { description: 'Reads and changes things.' },
    ADMIN: { description: 'Also manages accounts and settings.' },
  },
});

/** Someone who can sign in. The password hash never leaves the kernel. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'Someone who can sign in.' })
@Entity({ schema: 'kernel', tableName: 'account' })
export class Account implements Node {
  @PrimaryKey({ type: 'uuid', fieldName: 'id' })
  uuid!: string;

  @Field(() => String, { description: 'Name to sign in with; upper and lower case are the same.' })
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text' })
  passwordHash!: string;

  @Field(() => AccountRole, { description: 'What the account may do.' })
  @Property({ type: 'text' })
  role!: Role;

  @Field(() => String, {
    nullable: true,
    description: 'Tenant (legacy: project) the account is confined to; null is not confined.',
  })
  @Property({ type: 'text', nullable: true })
  tenantId!: string | null;

  @Field(() => String, {
    description: 'Id of the user in legacy records; the name unless another was given.',
  })
  @Property({ type: 'text' })
  userId!: string;

  @Field(() => Boolean, { description: 'Whether the account may no longer sign in.' })
  @Property({ type: 'boolean' })
  disabled!: boolean;

  @Field(() => Date, { description: 'When the account was created.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  get id(): string {
    return toGlobalId('Account', this.uuid);
  }
}

/** A row of `kernel.account` as SQL gives it. */
export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly password_hash: string;
  readonly role: Role;
  readonly tenant_id: string | null;
  readonly user_id: string;
  readonly disabled: boolean;
  readonly created_at: string;
}

/** The account of a row. */
export function toAccount(row: AccountRow): Account {
  return Object.assign(new Account(), {
    uuid: row.id,
    name: row.name,
    passwordHash: row.password_hash,
    role: row.role,
    tenantId: row.tenant_id,
    userId: row.user_id,
    disabled: row.disabled,
    createdAt: new Date(row.created_at),
  });
}
