import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import { VolumeStatusEnum, VolumeStatusWords, statusOf, type VolumeStatus } from './status-kinds.js';

/** A volume (LUN) of an array. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A volume (LUN) of an array.' })
@Entity({ schema: 'storage', tableName: 'volume' })
export class Volume extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_volume_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Description given on the array.')
  description!: string | null;

  @Column('text', 'How it is provisioned: thick or thin.')
  type!: string | null;

  @Column('text', 'How it is doing. The word as the array gives it; see "statusKind".')
  status!: string | null;

  @Column('text', "The array's own id of its pool.")
  nativeStoragePoolId!: string | null;

  @Column('text', 'World wide name.')
  wwn!: string | null;

  @Column('bigint', 'Capacity as hosts see it, in bytes as the array counts them.')
  totalCapacity!: LongValue | null;

  @Column('bigint', 'Part of it that is used, in bytes.')
  usedCapacity!: LongValue | null;

  @Column('bigint', 'Part of it that is free, in bytes.')
  freeCapacity!: LongValue | null;

  @Column('boolean', 'Whether it is compressed.')
  compressed!: boolean | null;

  @Column('boolean', 'Whether it is deduplicated.')
  deduplicated!: boolean | null;

  @Field(() => VolumeStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get statusKind(): VolumeStatus {
    return statusOf(VolumeStatusWords, this.status);
  }
}

/** Pages of volumes. */
export const VolumeConnection = connectionType(Volume, 'volumes');
