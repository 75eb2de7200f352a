import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { DateTime, Json } from '../../../schema/scalars/scalars.js';

/** A machine that makes backups and has registered itself (freezer.md §6). */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A machine that makes backups and has registered itself.' })
@Entity({ tableName: 'backup_client' })
export class BackupClient implements Node {
  id!: string;

  @PrimaryKey({ type: 'bigint', autoincrement: true })
  seq!: LongValue;

  @Field(() => String, {
    description: 'Id the client gave itself, by convention "<tenant id>_<host name>"; unique for its user.',
  })
  @Property({ type: 'text' })
  clientId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The "uuid" of its document: 32 hexadecimal digits, given by the server when the client gave none.',
  })
  uuid!: string | null;

  @Field(() => String, { description: 'Id of the user who registered it.' })
  @Property({ type: 'text' })
  userId!: string;

  @Field(() => String, { nullable: true, description: 'Name of that user, null when unknown.' })
  @Property({ type: 'text', nullable: true })
  userName!: string | null;

  @Field(() => String, { nullable: true, description: 'Tenant (legacy: project) it belongs to.' })
  @Property({ type: 'text', fieldName: 'project_id', nullable: true })
  tenantId!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of its host: as the document states it, else the part of the client id behind the last "_"; null when that is no host name.',
  })
  @Property({ type: 'text', nullable: true })
  hostName!: string | null;

  /** Host name in lower case, for the joins. */
  @Property({ type: 'text', nullable: true })
  hostKey!: string | null;

  @Field(() => String, { nullable: true, description: 'What the client is, in words.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'Id of the configuration it uses.' })
  configId!: string | null;

  @Field(() => Json, {
    description:
      'The document as posted, with its uuid. Keys that look like numbers may move; see metadataText.',
  })
  metadata!: Readonly<Record<string, unknown>>;

  @Field(() => String, {
    description: 'The document as JSON text: key order and the form of numbers are kept.',
  })
  @Property({ columnType: 'json', type: 'text', fieldName: 'document' })
  metadataText!: string;

  @Property({ columnType: 'text[]', type: 'text' })
  search!: string[];

  @Property({ columnType: 'text[]', type: 'text' })
  phrases!: string[];

  @Field(() => DateTime, { description: 'When it registered.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  updatedAt!: Date;
}
