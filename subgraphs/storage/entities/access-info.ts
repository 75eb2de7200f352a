import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { DateTime, Json } from '../../../schema/scalars/scalars.js';

/** One way to reach a storage, without its password. A member that was never given is null. */
@ObjectType({ description: 'One way to reach a storage. Its password never leaves the server.' })
export class AccessPoint {
  @Field(() => String, { description: 'Host name or address.' })
  host!: string;

  @Field(() => Int, { nullable: true, description: 'Port; null when none was given.' })
  port!: number | null;

  @Field(() => String, { nullable: true, description: 'User name.' })
  username!: string | null;

  @Field(() => String, { nullable: true, description: 'Public key of the host; SSH only.' })
  pubKey!: string | null;

  @Field(() => String, { nullable: true, description: 'Kind of that key, such as ssh-ed25519; SSH only.' })
  pubKeyType!: string | null;

  @Field(() => String, { nullable: true, description: 'CIM namespace; SMI-S only.' })
  namespace!: string | null;
}

const point = (name: string): string => `Access by ${name}; null when none was given.`;

/** How a storage is reached (section 5.2 of the Delfin contract). Passwords are encrypted columns of their own. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'How a storage is reached. Its passwords never leave the server.',
})
@Entity({ schema: 'storage', tableName: 'access_info' })
export class AccessInfo implements Node {
  get id(): string {
    return toGlobalId('AccessInfo', this.storageUuid);
  }

  @Field(() => String, { description: 'UUID of the storage.' })
  @PrimaryKey({ type: 'uuid', fieldName: 'storage_id' })
  storageUuid!: string;

  @Field(() => String, { nullable: true, description: 'Name given at the registration.' })
  @Property({ type: 'text', nullable: true })
  storageName!: string | null;

  @Field(() => String, { description: 'Vendor of the driver, as registered.' })
  @Property({ type: 'text' })
  vendor!: string;

  @Field(() => String, { description: 'Model of the driver, as registered.' })
  @Property({ type: 'text' })
  model!: string;

  @Field(() => AccessPoint, { nullable: true, description: point('REST') })
  @Property({ type: 'text', columnType: 'json', nullable: true })
  rest!: AccessPoint | null;

  @Field(() => AccessPoint, { nullable: true, description: point('SSH') })
  @Property({ type: 'text', columnType: 'json', nullable: true })
  ssh!: AccessPoint | null;

  @Field(() => AccessPoint, { nullable: true, description: point('command line') })
  @Property({ type: 'text', columnType: 'json', nullable: true })
  cli!: AccessPoint | null;

  @Field(() => AccessPoint, { nullable: true, description: point('SMI-S') })
  @Property({ type: 'text', columnType: 'json', nullable: true })
  smis!: AccessPoint | null;

  /** Encrypted, as the three below. */
  @Property({ type: 'text', nullable: true })
  restPassword!: string | null;

  @Property({ type: 'text', nullable: true })
  sshPassword!: string | null;

  @Property({ type: 'text', nullable: true })
  cliPassword!: string | null;

  @Property({ type: 'text', nullable: true })
  smisPassword!: string | null;

  @Field(() => Json, {
    description: 'What else the driver was given: an object whose keys depend on the driver.',
  })
  @Property({ type: 'text', columnType: 'json' })
  extraAttributes!: Readonly<Record<string, unknown>>;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the storage's certificate is verified; null when the server's setting holds.",
  })
  @Property({ type: 'boolean', nullable: true })
  tlsVerify!: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Certificates that the storage's own is verified against, as PEM; null when the server's hold.",
  })
  @Property({ type: 'text', nullable: true })
  tlsCa!: string | null;

  /** Grows with every change, so that open drivers know when they are outdated. */
  @Property({ type: 'integer' })
  revision!: number;

  @Field(() => DateTime, { description: 'When it was registered.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  createdAt!: Date;

  @Field(() => String, {
    description: 'The same to the microsecond, in UTC without a zone: "YYYY-MM-DDTHH:MM:SS.ffffff".',
  })
  createdAtText!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was last changed; null before.' })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  updatedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The same to the microsecond, in UTC without a zone: "YYYY-MM-DDTHH:MM:SS.ffffff".',
  })
  updatedAtText!: string | null;
}
