import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import { StorageStatusEnum, StorageStatusWords, statusOf, type StorageStatus } from './status-kinds.js';

/** A storage pool: what volumes are cut from. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A storage pool: what volumes are cut from.' })
@Entity({ schema: 'storage', tableName: 'storage_pool' })
export class StoragePool extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_storage_pool_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Description given on the array.')
  description!: string | null;

  @Column('text', 'What it holds: block, file or unified.')
  storageType!: string | null;

  @Column('text', 'How it is doing. The word as the array gives it; see "statusKind".')
  status!: string | null;

  @Column('bigint', 'Capacity of the pool, in bytes as the array counts them.')
  totalCapacity!: LongValue | null;

  @Column('bigint', 'Part of it that is used, in bytes.')
  usedCapacity!: LongValue | null;

  @Column('bigint', 'Part of it that is free, in bytes.')
  freeCapacity!: LongValue | null;

  @Column('bigint', 'Capacity promised to volumes, in bytes; may exceed the total.')
  subscribedCapacity!: LongValue | null;

  @Field(() => StorageStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get statusKind(): StorageStatus {
    return statusOf(StorageStatusWords, this.status);
  }
}

/** Pages of storage pools. */
export const StoragePoolConnection = connectionType(StoragePool, 'storage pools');
