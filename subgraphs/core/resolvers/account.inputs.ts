import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { AccountRole } from '../../kernel/identity/account.js';
import type { Role } from '../../kernel/identity/viewer.js';
import { AccountOrder } from '../services/list-accounts.js';

registerEnumType(AccountOrder, {
  name: 'AccountOrder',
  description: 'The order of a list of accounts.',
  valuesConfig: { NAME_ASC: { description: 'By name.' }, NAME_DESC: { description: 'By name, backwards.' } },
});

/** What a list of accounts is narrowed to. */
@InputType({ description: 'What a list of accounts is narrowed to; everything given must hold.' })
export class AccountFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name, ignoring case.' })
  nameContains?: string | null;

  @Field(() => AccountRole, { nullable: true, description: 'What the account may do.' })
  role?: Role | null;

  @Field(() => String, { nullable: true, description: 'Tenant the account is confined to.' })
  tenantId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the account may no longer sign in.' })
  disabled?: boolean | null;
}

/** An account to be created. */
@InputType({ description: 'An account to be created.' })
export class CreateAccountInput {
  @Field(() => String, {
    description: 'Name to sign in with: 1 to 128 letters, digits and the characters . _ @ + -',
  })
  name!: string;

  @Field(() => String, { description: 'The password; 12 characters at least unless configured otherwise.' })
  password!: string;

  @Field(() => AccountRole, { description: 'What the account may do.' })
  role!: Role;

  @Field(() => String, {
    nullable: true,
    description: "Tenant the account is confined to; null is not confined. The creator's own when absent.",
  })
  tenantId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Id of the user in legacy records; the name when absent.',
  })
  userId?: string | null;
}

/** Names one account. */
@InputType({ description: 'Names one account.' })
export class AccountLocatorInput {
  @Field(() => ID, { description: 'Global id of the account.' })
  id!: string;
}

/** A new password. */
@InputType({ description: 'A new password of an account.' })
export class SetAccountPasswordInput extends AccountLocatorInput {
  @Field(() => String, {
    description: 'The new password; 12 characters at least unless configured otherwise.',
  })
  password!: string;
}

/** A new role. */
@InputType({ description: 'What an account may do from now on, and where.' })
export class SetAccountRoleInput extends AccountLocatorInput {
  @Field(() => AccountRole, { description: 'What the account may do.' })
  role!: Role;

  @Field(() => String, {
    nullable: true,
    description: 'Tenant the account is confined to; null is not confined. Unchanged when absent.',
  })
  tenantId?: string | null;
}
