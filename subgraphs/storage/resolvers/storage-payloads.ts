import { Field, ID, ObjectType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { AccessInfo } from '../entities/access-info.js';
import { Storage } from '../entities/storage.js';
import { Task } from '../entities/task.js';

/** A registered array and its first sync. */
@ObjectType({ description: 'A registered array and its first sync.' })
export class RegisterStoragePayload {
  @Field(() => Storage, { description: 'The storage; its inventory comes with the sync.' })
  storage!: Storage;

  @Field(() => Task, { nullable: true, description: 'The first sync; null when it could not be started.' })
  task!: Task | null;

  @Field(() => EventCursor, { nullable: true, description: 'Where the events of the task begin.' })
  cursor!: string | null;
}

/** How a storage is reached from now on. */
@ObjectType({ description: 'How a storage is reached from now on.' })
export class UpdateAccessInfoPayload {
  @Field(() => AccessInfo, { description: 'The new access information.' })
  accessInfo!: AccessInfo;
}

/** Work on a storage that has begun. */
@ObjectType({ description: 'Work on a storage that has begun.' })
export class StorageWorkPayload {
  @Field(() => ID, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => Task, { description: 'The task that does it.' })
  task!: Task;

  @Field(() => EventCursor, { description: 'Where the events of the task begin.' })
  cursor!: string;
}

/** Syncs of all storages that have begun. */
@ObjectType({ description: 'The syncs that have begun.' })
export class SyncAllStoragesPayload {
  @Field(() => [Task], { description: 'The tasks, one a storage.' })
  tasks!: readonly Task[];

  @Field(() => EventCursor, {
    nullable: true,
    description: 'Where their events begin; null when there is none.',
  })
  cursor!: string | null;

  @Field(() => [ID], { description: 'UUIDs of the storages that were syncing already.' })
  skipped!: readonly string[];
}
