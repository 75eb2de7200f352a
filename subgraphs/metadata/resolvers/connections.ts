import { ArgsType, Field } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { BackupClient } from '../entities/backup-client.js';
import { BackupRecord } from '../entities/backup-record.js';

/** A page of backup records. */
export const BackupRecordConnection = connectionType(BackupRecord, 'backup records');

/** A page of backup clients. */
export const BackupClientConnection = connectionType(BackupClient, 'backup clients');

/** Arguments of a root connection: a legacy client pages by the id it saw last. */
@ArgsType()
export class MarkedPageArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Continue behind the one with this legacy id. Not together with "after".',
  })
  marker?: string | null;
}
