import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import { statusOf, StorageStatusEnum, StorageStatusWords, type StorageStatus } from './status-kinds.js';

/** Whether a storage's inventory is being read (section 7.3 of the Delfin contract, mended). */
export const SyncStatusEnum = { SYNCED: 'SYNCED', SYNCING: 'SYNCING' } as const;

/** One of them. */
export type SyncStatus = keyof typeof SyncStatusEnum;

registerEnumType(SyncStatusEnum, {
  name: 'SyncStatus',
  description: "Whether a storage's inventory is being read.",
  valuesConfig: {
    SYNCED: { description: 'No sync is under way; how the last one ended is in "freshness".' },
    SYNCING: { description: 'A sync is under way or waits for its turn.' },
  },
});

/** A registered storage array, as it last told of itself. Columns as in section 5.1 of the Delfin contract. */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "uuid")')
@ObjectType({
  implements: Node,
  description:
    'A registered storage array, as it last told of itself. Its credentials never leave the server.',
})
@Entity({ schema: 'storage', tableName: 'storage' })
export class Storage extends InventoryObject implements Node {
  @Column('text', 'Name the array gives itself.')
  name!: string | null;

  @Column('text', 'Description the array gives of itself.')
  description!: string | null;

  @Column('text', 'Where it stands, as it tells.')
  location!: string | null;

  @Column('text', 'How it is doing. The word as the array gives it; see "statusKind".')
  status!: string | null;

  @Column('text', 'Vendor as the device tells it, not as it was registered.')
  vendor!: string | null;

  @Column('text', 'Model as the device tells it, not as it was registered.')
  model!: string | null;

  @Column('text', 'Serial number; no two registered storages share one.')
  serialNumber!: string | null;

  @Column('text', 'Version of its firmware.')
  firmwareVersion!: string | null;

  @Column('bigint', 'Usable capacity, in bytes as the array counts them.')
  totalCapacity!: LongValue | null;

  @Column('bigint', 'Part of it that is used, in bytes.')
  usedCapacity!: LongValue | null;

  @Column('bigint', 'Part of it that is free, in bytes.')
  freeCapacity!: LongValue | null;

  @Column('bigint', 'Capacity of its disks, in bytes.')
  rawCapacity!: LongValue | null;

  @Column('bigint', 'Capacity promised to volumes, in bytes; may exceed the total.')
  subscribedCapacity!: LongValue | null;

  @Field(() => StorageStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get statusKind(): StorageStatus {
    return statusOf(StorageStatusWords, this.status);
  }

  @Field(() => SyncStatusEnum, { description: 'Whether its inventory is being read.' })
  get syncStatus(): SyncStatus {
    return this.syncTaskGuid === null ? 'SYNCED' : 'SYNCING';
  }

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it answered at the last sync; null before the first has ended.',
  })
  @Property({ type: 'boolean', nullable: true })
  reachable!: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it did not answer at the last sync; null when it did.',
  })
  @Property({ type: 'text', nullable: true })
  lastError!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the last sync that it answered ended; null before the first.',
  })
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  syncedAt!: Date | null;

  /** Guid of the task that reads its inventory, while one does. */
  @Property({ type: 'uuid', fieldName: 'sync_task', nullable: true })
  syncTaskGuid!: string | null;

  /** When that task was asked for. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  syncStartedAt!: Date | null;

  /** When the last sync of everything was asked for. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  fullSyncAt!: Date | null;

  /** What the driver said it can measure, as validated; null when it measures nothing. */
  @Property({ columnType: 'json', type: 'text', nullable: true })
  capabilities!: string | null;

  /** Set when it was deleted; the row stays, invisible. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}

/** Pages of storages. */
export const StorageConnection = connectionType(Storage, 'storages');
