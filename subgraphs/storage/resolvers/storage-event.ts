import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { Storage } from '../entities/storage.js';

/** Kinds of events of storages. */
export const StorageChangeEnum = {
  SNAPSHOT: 'SNAPSHOT',
  REGISTERED: 'REGISTERED',
  CHANGED: 'CHANGED',
  REMOVED: 'REMOVED',
  ACCESS_CHANGED: 'ACCESS_CHANGED',
  ALERT_SOURCE_CHANGED: 'ALERT_SOURCE_CHANGED',
  SYNC_STARTED: 'SYNC_STARTED',
  SYNC_UNIT: 'SYNC_UNIT',
  SYNC_ENDED: 'SYNC_ENDED',
} as const;

/** One of them. */
export type StorageChange = keyof typeof StorageChangeEnum;

registerEnumType(StorageChangeEnum, {
  name: 'StorageEventKind',
  description: 'What an event of storages tells.',
  valuesConfig: {
    SNAPSHOT: {
      description:
        'The storages asked for as they are; always first when the subscription begins without a cursor.',
    },
    REGISTERED: { description: 'A storage that was not there before.' },
    CHANGED: { description: 'The storage tells something else of itself.' },
    REMOVED: { description: 'A storage was deleted.' },
    ACCESS_CHANGED: { description: 'It is reached another way from now on.' },
    ALERT_SOURCE_CHANGED: { description: 'Its alert source was given, changed or taken away.' },
    SYNC_STARTED: { description: 'Its inventory is to be read.' },
    SYNC_UNIT: { description: 'One kind of its inventory was read, or could not be.' },
    SYNC_ENDED: { description: 'The reading of its inventory has ended.' },
  },
});

/** An event of storages. */
@ObjectType({ description: 'A change of a storage, or the present state of those asked for.' })
export class StorageEvent {
  @Field(() => EventCursor, { description: 'Place of the event; "after" continues behind it.' })
  cursor!: string;

  @Field(() => StorageChangeEnum, { description: 'What it tells.' })
  kind!: StorageChange;

  @Field(() => DateTime, { description: 'When it happened; for a snapshot, when it was taken.' })
  at!: Date;

  @Field(() => ID, {
    nullable: true,
    description: 'UUID of the storage; null in a snapshot of other than exactly one.',
  })
  storageUuid!: string | null;

  /** Those of a snapshot; of other events the storage is read when it is asked for. */
  snapshot?: readonly Storage[];
}
