import { Field, ID, ObjectType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { BackupDestination } from '../entities/backup-destination.js';
import { Backup } from '../entities/backup.js';
import { Task } from '../entities/task.js';

/** Answer to something said of a backup. */
@ObjectType({ description: 'A backup that something was said of.' })
export class BackupPayload {
  @Field(() => Backup, { nullable: true, description: 'The backup as it is now.' })
  backup!: Backup | null;
}

/** Answer to something said of several. */
@ObjectType({ description: 'Backups that something was said of.' })
export class BackupsPayload {
  @Field(() => [Backup], { description: 'Those that were found, as they are now.' })
  backups!: readonly Backup[];
}

/** Answer to a destination being made or changed. */
@ObjectType({ description: 'A destination that was made or changed.' })
export class BackupDestinationPayload {
  @Field(() => BackupDestination, { nullable: true, description: 'The destination as it is now.' })
  destination!: BackupDestination | null;
}

/** Answer to a destination being deleted. */
@ObjectType({ description: 'A destination that was deleted.' })
export class DeleteBackupDestinationPayload {
  @Field(() => ID, { description: 'Its GUID.' })
  guid!: string;
}

/** Answer to a wish for clean-up. */
@ObjectType({ description: 'Clean-ups that were begun.' })
export class RemoveOldBackupsPayload {
  @Field(() => [Task], { description: 'One per destination that none was under way for already.' })
  tasks!: readonly Task[];

  @Field(() => EventCursor, {
    description: 'Place in the task events from which the events of the tasks follow.',
  })
  cursor!: string;
}
