import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import type { LongValue } from '../../../schema/scalars/long.js';
import { DateTime, Json } from '../../../schema/scalars/scalars.js';

/** What actions, jobs and sessions have alike: an owner, a version and the legacy document (freezer.md §7). */
@ObjectType({ description: 'What actions, jobs and sessions have alike.' })
export abstract class WorkDocument {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  seq!: LongValue;

  /** Its own id: action id, job id or session id. */
  @Property({ type: 'text' })
  nativeId!: string;

  @Field(() => String, { description: 'Id of the user who created it.' })
  @Property({ type: 'text' })
  userId!: string;

  @Field(() => String, { nullable: true, description: 'Name of that user, null when unknown.' })
  @Property({ type: 'text', nullable: true })
  userName!: string | null;

  @Field(() => String, { nullable: true, description: 'Tenant (legacy: project) it belongs to.' })
  @Property({ type: 'text', fieldName: 'project_id', nullable: true })
  tenantId!: string | null;

  @Field(() => Int, { description: '1 for a new one, one more with each change.' })
  @Property({ type: 'integer' })
  version!: number;

  @Field(() => Json, { description: 'The legacy document, with its defaults.' })
  metadata!: Readonly<Record<string, unknown>>;

  @Field(() => String, { description: 'The legacy document as JSON text.' })
  @Property({ columnType: 'json', type: 'text', fieldName: 'document' })
  metadataText!: string;

  @Property({ columnType: 'text[]', type: 'text' })
  search!: string[];

  @Property({ columnType: 'text[]', type: 'text' })
  phrases!: string[];

  @Field(() => DateTime, { description: 'When it was created.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  updatedAt!: Date;
}
