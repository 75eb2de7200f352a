import { Field, ID, ObjectType } from 'type-graphql';
import { BackupClient } from '../entities/backup-client.js';
import { BackupRecord } from '../entities/backup-record.js';

/** What creating or changing a backup record gives. */
@ObjectType({ description: 'What creating or changing a backup record gives.' })
export class BackupRecordPayload {
  @Field(() => BackupRecord, { description: 'The record after the change.' })
  record!: BackupRecord;
}

/** What creating or changing a backup client gives. */
@ObjectType({ description: 'What creating or changing a backup client gives.' })
export class BackupClientPayload {
  @Field(() => BackupClient, { description: 'The client after the change.' })
  client!: BackupClient;
}

/** What removing a backup record gives. */
@ObjectType({ description: 'What removing a backup record gives.' })
export class DeleteBackupRecordPayload {
  @Field(() => Boolean, { description: 'Whether there was one to remove.' })
  deleted!: boolean;

  @Field(() => ID, { nullable: true, description: 'Global id of the record that is gone.' })
  id!: string | null;
}

/** What removing a backup client gives. */
@ObjectType({ description: 'What removing a backup client gives.' })
export class DeleteBackupClientPayload {
  @Field(() => Boolean, { description: 'Whether there was one to remove.' })
  deleted!: boolean;

  @Field(() => ID, { nullable: true, description: 'Global id of the client that is gone.' })
  id!: string | null;
}
