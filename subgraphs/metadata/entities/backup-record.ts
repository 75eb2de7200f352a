import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Long } from '../../../schema/scalars/long.js';
import { DateTime, Json } from '../../../schema/scalars/scalars.js';
import { BackupRecordStatus } from './backup-record-status.js';
import { RecordDetails } from './record-details.js';

/** One backup that a client has made and registered (freezer.md §5). */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'The record of one backup that a client has made.' })
@Entity({ tableName: 'backup_record' })
export class BackupRecord extends RecordDetails implements Node {
  id!: string;

  @PrimaryKey({ type: 'bigint', autoincrement: true })
  seq!: LongValue;

  @Field(() => String, { description: 'Id of 32 hexadecimal digits, unique over all users.' })
  @Property({ type: 'text', fieldName: 'backup_uuid' })
  uuid!: string;

  @Field(() => String, {
    description: 'Container, host name, backup name, time and level joined by "_"; unique for its user.',
  })
  @Property({ type: 'text' })
  backupId!: string;

  @Field(() => String, { description: 'Container, host name and backup name joined by "_".' })
  backupSet!: string;

  @Field(() => String, { description: 'Id of the user who registered it.' })
  @Property({ type: 'text' })
  userId!: string;

  @Field(() => String, { nullable: true, description: 'Name of that user, null when unknown.' })
  @Property({ type: 'text', nullable: true })
  userName!: string | null;

  @Field(() => String, { nullable: true, description: 'Tenant (legacy: project) it belongs to.' })
  @Property({ type: 'text', fieldName: 'project_id', nullable: true })
  tenantId!: string | null;

  @Field(() => BackupRecordStatus, { description: 'Where it stands.' })
  @Property({ type: 'text' })
  status!: BackupRecordStatus;

  @Field(() => String, { description: 'Container that holds the backup data.' })
  @Property({ type: 'text' })
  container!: string;

  @Field(() => String, { description: 'Name of the host that was backed up, as the client states it.' })
  @Property({ type: 'text' })
  hostName!: string;

  /** Host name in lower case, for the joins. */
  @Property({ type: 'text' })
  hostKey!: string;

  @Field(() => String, { description: 'Name of the backup.' })
  @Property({ type: 'text' })
  backupName!: string;

  @Field(() => Long, { description: 'When the backup was made, in Unix seconds.' })
  @Property({ type: 'bigint', fieldName: 'backup_time' })
  timestamp!: LongValue;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the backup was made; null beyond the calendar.',
  })
  declare takenAt: Date | null;

  @Field(() => Int, { description: 'Level of an incremental backup; 0 is a full one.' })
  @Property({ type: 'integer' })
  level!: number;

  @Field(() => Long, {
    nullable: true,
    description:
      'Time of the full backup this one builds on, in Unix seconds: as the document states it, else found among the backups of the set.',
  })
  @Property({ type: 'bigint', fieldName: 'session_time', nullable: true })
  backupSession!: LongValue | null;

  /** Whether the document itself states the session. */
  @Property({ type: 'boolean' })
  sessionPosted!: boolean;

  @Property({ type: 'text', nullable: true })
  declare mode: string | null;

  @Field(() => Json, {
    description: 'The document as posted. Keys that look like numbers may move; see metadataText.',
  })
  declare metadata: Readonly<Record<string, unknown>>;

  @Field(() => String, {
    description: 'The document as posted, as JSON text: key order and the form of numbers are kept.',
  })
  @Property({ columnType: 'json', type: 'text', fieldName: 'document' })
  metadataText!: string;

  @Property({ columnType: 'text[]', type: 'text' })
  search!: string[];

  @Property({ columnType: 'text[]', type: 'text' })
  phrases!: string[];

  @Field(() => DateTime, { description: 'When it was registered.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  declare createdAt: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  declare updatedAt: Date;
}
