import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import { StorageStatusEnum, StorageStatusWords, statusOf, type StorageStatus } from './status-kinds.js';

/** A disk of an array. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A disk of an array.' })
@Entity({ schema: 'storage', tableName: 'disk' })
export class Disk extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_disk_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'What it is made of, such as ssd or nl-sas.')
  physicalType!: string | null;

  @Column('text', 'What it is used for, such as member or hotspare.')
  logicalType!: string | null;

  @Column('text', 'How it is doing. The word as the array gives it; see "statusKind".')
  status!: string | null;

  @Column('text', 'Where it sits.')
  location!: string | null;

  @Column('text', "The array's own id of the pool or group it belongs to.")
  nativeDiskGroupId!: string | null;

  @Column('text', 'Serial number.')
  serialNumber!: string | null;

  @Column('text', 'Who made it.')
  manufacturer!: string | null;

  @Column('text', 'Model.')
  model!: string | null;

  @Column('text', 'Version of its firmware.')
  firmware!: string | null;

  @Column('bigint', 'Turns per minute.')
  speed!: LongValue | null;

  @Column('bigint', 'Capacity, in bytes.')
  capacity!: LongValue | null;

  @Column('bigint', 'Health, from 0 to 100.')
  healthScore!: LongValue | null;

  @Field(() => StorageStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get statusKind(): StorageStatus {
    return statusOf(StorageStatusWords, this.status);
  }
}

/** Pages of disks. */
export const DiskConnection = connectionType(Disk, 'disks');
