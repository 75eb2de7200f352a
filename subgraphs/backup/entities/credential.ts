import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';
import { Named } from './named.js';

const optional = { nullable: true } as const;

/** How machines are reached from inside (vprotect.md 3.10). */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'How machines are reached from inside. Its password never leaves the server.',
})
@Entity({ schema: 'backup', tableName: 'credential' })
export class Credential extends Named implements Node {
  @Column('text', 'User name; null when not given.', { ...optional, column: 'user_name' })
  user!: string | null;

  @Column('text', 'Path of a key for SSH on the backup node; null when not given.', optional)
  sshKeyPath!: string | null;

  /** Sealed; see services/secret-columns.ts. */
  @Column('text', null, optional)
  secret!: string | null;

  @Field(() => Boolean, { description: 'Whether a password is kept.' })
  get hasPassword(): boolean {
    return this.secret !== null;
  }
}

/** Pages of credentials. */
export const CredentialConnection = connectionType(Credential, 'credentials');
