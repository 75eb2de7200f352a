import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Long } from '../../../schema/scalars/long.js';
import { Json } from '../../../schema/scalars/scalars.js';
import { BackupRecordStatus } from '../entities/backup-record-status.js';
import { RecordOrder } from '../services/record-order.js';
import { BackupSearchInput } from './search-input.js';

registerEnumType(RecordOrder, {
  name: 'BackupRecordOrder',
  description: 'The order of a list of backup records.',
  valuesConfig: {
    INSERTED_ASC: { description: 'In the order of their registration.' },
    INSERTED_DESC: { description: 'The last registered first.' },
    TIMESTAMP_ASC: { description: 'By the time of the backup, the oldest first.' },
    TIMESTAMP_DESC: { description: 'By the time of the backup, the newest first.' },
  },
});

/** What a list of backup records is narrowed to. */
@InputType({ description: 'What a list of backup records is narrowed to; everything given must hold.' })
export class BackupRecordFilter {
  @Field(() => String, { nullable: true, description: 'Id of the user who registered it.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Tenant (legacy: project) it belongs to.' })
  tenantId?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the host, ignoring case.' })
  hostName?: string | null;

  @Field(() => String, { nullable: true, description: 'Container that holds the backup data.' })
  container?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the backup.' })
  backupName?: string | null;

  @Field(() => Long, { nullable: true, description: 'Made at this time or later, in Unix seconds.' })
  timestampFrom?: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Made at this time or earlier, in Unix seconds.' })
  timestampTo?: LongValue | null;

  @Field(() => Int, { nullable: true, description: 'Level; 0 is a full backup.' })
  level?: number | null;

  @Field(() => String, { nullable: true, description: 'Mode, such as "fs" or "mysql".' })
  mode?: string | null;

  @Field(() => BackupRecordStatus, { nullable: true, description: 'Where it stands.' })
  status?: BackupRecordStatus | null;

  @Field(() => BackupSearchInput, { nullable: true, description: 'A search over the documents.' })
  search?: BackupSearchInput | null;
}

/** A backup to be registered. */
@InputType({ description: 'A backup to be registered for who asks. Give "metadata" or "metadataText".' })
export class CreateBackupRecordInput {
  @Field(() => Json, {
    nullable: true,
    description: 'The document, with container, host_name, backup_name, timestamp and level.',
  })
  metadata?: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The document as JSON text, to be kept in this key order.',
  })
  metadataText?: string | null;

  @Field(() => BackupRecordStatus, { nullable: true, description: 'Where it stands; AVAILABLE when absent.' })
  status?: BackupRecordStatus | null;
}

/** Names one backup record. */
@InputType({ description: 'Names one backup record: by its id, or by its backup id or uuid.' })
export class BackupRecordLocatorInput {
  @Field(() => ID, { nullable: true, description: 'Its global id.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its backup id or its uuid.' })
  backupId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its user, where several have a backup of the same id.',
  })
  userId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its tenant; of several backups of the same id in it yours is meant, else the oldest.',
  })
  tenantId?: string | null;
}

/** A change of a backup record. */
@InputType({
  description: 'A change of one backup record. What identifies the backup may be repeated, not changed.',
})
export class ChangeBackupRecordInput extends BackupRecordLocatorInput {
  @Field(() => Json, { nullable: true, description: 'Members of the document.' })
  metadata?: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The same as JSON text, to be kept in this key order.',
  })
  metadataText?: string | null;

  @Field(() => BackupRecordStatus, {
    nullable: true,
    description: 'Where it stands from now on; unchanged when absent.',
  })
  status?: BackupRecordStatus | null;
}
